/** `npm run bench [-- engine turn pgbench open zalo sending officers million season]`: speed beside that of peers, in one run, because only ratios outlive a machine. */
import { startBotApi } from './bot-api.ts';
import { startServer } from './database.ts';
import { walkForm } from './engine/walk.ts';
import { benchEngine } from './engine.ts';
import { benchMillion } from './million.ts';
import { benchOfficers } from './officers.ts';
import { benchOpen } from './open.ts';
import { benchDatabase } from './pgbench.ts';
import { say } from './report.ts';
import { benchSeason } from './season.ts';
import { benchSending } from './sending.ts';
import { type Name, names } from './systems.ts';
import { benchTurns, HOUSEHOLDS } from './turn.ts';
import { benchZalo } from './zalo.ts';

const parts = ['engine', 'turn', 'pgbench', 'open', 'zalo', 'sending', 'officers'] as const;
/** Only where they are asked for: they take their time. */
const long = ['million', 'season'] as const;
/** A run that takes longer than this hangs. */
const PATIENCE_MS = 20 * 60_000;
const LONG_PATIENCE_MS = 60 * 60_000;

const asked = process.argv.slice(2);
const unknown = asked.find((word) => ![...parts, ...long, ...names].some((known) => known === word));
if (unknown !== undefined) {
  process.stderr.write(
    `There is no part ${unknown}. There are: ${[...parts, ...long].join(', ')}; of "turn" only some systems: ${names.join(', ')}\n`,
  );
  process.exit(1);
}
const none = [...parts, ...long].every((one) => !asked.includes(one));
const wants = (part: (typeof parts)[number]) => asked.includes(part) || none;
const isLong = long.some((one) => asked.includes(one));
const patience = isLong ? LONG_PATIENCE_MS : PATIENCE_MS;
const systems: readonly Name[] = names.filter((name) => asked.includes(name) || names.every((one) => !asked.includes(one)));

setTimeout(() => {
  process.stderr.write(`The run took more than ${patience / 60_000} minutes\n`);
  process.exit(1);
}, patience).unref();
process.once('SIGINT', () => process.exit(130));
process.once('SIGTERM', () => process.exit(143));

if (wants('engine')) await benchEngine();
if (isLong || parts.some((part) => part !== 'engine' && wants(part))) await withDatabase();

async function withDatabase(): Promise<void> {
  const { questions } = await walkForm();
  const server = await startServer();
  const api = await startBotApi();
  try {
    const around = { server, api, questions, households: HOUSEHOLDS };
    const turns = wants('turn') ? await benchTurns(around, systems) : null;
    say();
    if (wants('pgbench')) await benchDatabase(around, turns);
    say();
    if (wants('open')) await benchOpen(around);
    say();
    if (wants('zalo')) await benchZalo(server);
    say();
    if (wants('sending')) await benchSending({ server, api });
    say();
    if (wants('officers')) await benchOfficers(server);
    if (asked.includes('million')) await benchMillion(server);
    if (asked.includes('season')) await benchSeason(server);
  } finally {
    await api.close();
    await server.stop();
  }
}
