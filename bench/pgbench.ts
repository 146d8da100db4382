/**
 * What the database alone does: pgbench with the statements of a turn, on the records of the same households. A file of
 * pgbench/ is one script of pgbench; `-- turns: n` in it says how many turns one run of it stands for.
 */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { query } from './database.ts';
import { fillStreet } from './fill.ts';
import { median } from './load.ts';
import { run } from './processes.ts';
import { round, say, table, target } from './report.ts';
import { BOT_ID, type Surroundings } from './systems.ts';

const ROUNDS = 3;
const SECONDS = 5;
const CLIENTS = 32;
const THREADS = 2;
/** Of what the database alone does, a turn keeps at least this share. */
const SHARE = 0.5;
const HOUSEHOLDS = 2_000;

/** @param oursPerSecond turns of the service at as many households at once; null: not measured in this run */
export async function benchDatabase({ server, questions }: Surroundings, oursPerSecond: number | null): Promise<void> {
  if (!(await hasPgbench())) {
    say('pgbench: skipped, because it is not installed (Debian: apt-get install postgresql-contrib)');
    return;
  }
  const url = await server.database('pgbench');
  const { channelAccountId, session } = await fillStreet(url, BOT_ID, HOUSEHOLDS);
  const reply = {
    text: questions[0]?.text,
    choices: questions[0]?.choices.map(({ id, label }) => ({ data: `9.${id}`, label })),
    expect: 'none',
  };
  const given = { channel: channelAccountId, session: JSON.stringify(session), reply: JSON.stringify(reply), households: HOUSEHOLDS };
  const folder = join(import.meta.dirname, 'pgbench');
  const files = (await readdir(folder)).filter((name) => name.endsWith('.sql')).sort();
  const rows: [string, number][] = [];
  for (const file of files) rows.push([file.replace('.sql', ''), await measured(url, join(folder, file), given)]);
  say(`The database alone: pgbench with the statements of a turn, ${CLIENTS} at once (median of ${ROUNDS} rounds of ${SECONDS} s)`);
  table([
    ['', 'turns/s', 'ours keeps'],
    ...rows.map(([name, found]) => [name, round(found), oursPerSecond === null ? '' : `${round((oursPerSecond / found) * 100)}%`]),
  ]);
  const best = Math.max(...rows.map(([, found]) => found));
  if (oursPerSecond === null) say('  (run it together with "turn" to compare)');
  else
    target(
      `at least ${SHARE * 100}% of it in whole turns`,
      oursPerSecond >= SHARE * best,
      'HTTP in and out, and the work of the turn itself, on the same processors',
    );
}

async function measured(url: string, file: string, given: Record<string, string | number>): Promise<number> {
  const turns = Number(/^-- turns: (\d+)/m.exec(await readFile(file, 'utf8'))?.[1] ?? 1);
  const variables = Object.entries(given).flatMap(([name, value]) => ['-D', `${name}=${value}`]);
  const options = ['--no-vacuum', '--protocol=prepared', `--client=${CLIENTS}`, `--jobs=${THREADS}`, `--time=${SECONDS}`, `--file=${file}`];
  // Prepared on empty tables, statements would go on reading the whole of them.
  await run('pgbench', [...options, ...variables, url]);
  await query(url, 'VACUUM ANALYZE');
  const found: number[] = [];
  for (let count = 0; count < ROUNDS; count++) {
    const out = await run('pgbench', [...options, ...variables, url]);
    const transactions = /^tps = ([\d.]+)/m.exec(out)?.[1];
    if (transactions === undefined || / [1-9]\d* \(.*\) failed|number of failed transactions: [1-9]/.test(out))
      throw new Error(`pgbench failed:\n${out}`);
    found.push(Number(transactions) * turns);
  }
  return median(found);
}

async function hasPgbench(): Promise<boolean> {
  const there = () =>
    run('pgbench', ['--version']).then(
      () => true,
      () => false,
    );
  if (await there()) return true;
  if (process.getuid?.() !== 0) return false;
  say('Installing pgbench …');
  await run('apt-get', ['install', '--yes', '--no-install-recommends', 'postgresql-contrib']).catch(() => '');
  return there();
}
