/**
 * An announcement to a million households: how long until each has its message in the ledger, and what the process that does it holds in memory. It
 * is killed twice on its way, while it is fixed whom it is for, and while messages are written; whoever comes after it goes on from there.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { query, type Server } from './database.ts';
import { memoryMb, type Running, startNode } from './processes.ts';
import { round, say, table, target } from './report.ts';
import { openWard } from './sending/ward.ts';

const HOUSEHOLDS = Number(process.env.BENCH_RECIPIENTS ?? 1_000_000);
const AREAS = Math.ceil(HOUSEHOLDS / 1_000);
const MARKS = [0.1, 0.5, 1].map((share) => share * HOUSEHOLDS);
/** At so much of each stage. */
const KILLED_AT = 0.3;
const MOST_GROWTH = 1.5;
const LOOK_MS = 200;

interface Stage {
  name: string;
  /** How many households it has come to. */
  done(): Promise<number>;
}

interface Found {
  seconds: number;
  /** Megabytes at each mark, and the most between them. */
  memory: number[];
  peak: number;
}

export async function benchMillion(server: Server): Promise<void> {
  const url = await server.database('million');
  // On our own page nobody hands anything over, and nothing waits for a platform.
  const ward = await openWard(url, null, { households: HOUSEHOLDS, areas: AREAS });
  try {
    const id = await ward.plan();
    await ward.begin(id);
    const one = async (sql: string) => Number((await query<{ n: string | null }>(url, sql))[0]?.n ?? 0);
    const stages: Stage[] = [
      { name: 'whom it is for', done: () => one(`SELECT "audienceSize" AS n FROM "Announcement" WHERE id = '${id}'`) },
      { name: 'its messages', done: async () => HOUSEHOLDS - (await one(waitingSql(id, ward.channelAccountId))) },
    ];
    let running = await start(url);
    const found: [string, Found][] = [];
    for (const stage of stages) {
      const { measured, process } = await follow(stage, running, url);
      running = process;
      found.push([stage.name, measured]);
    }
    await running.stop();
    const messages = await one(`SELECT count(*) AS n FROM "Message" WHERE "announcementId" = '${id}'`);
    const people = await one(`SELECT count(DISTINCT "accountId") AS n FROM "Message" WHERE "announcementId" = '${id}'`);
    print(found, { messages, people });
  } finally {
    await ward.close();
  }
}

/** They are written in the order of their numbers, which no number is missing from. */
const waitingSql = (id: string, channelAccountId: string) => `
  SELECT max(position) - min(position) + 1 AS n FROM "Recipient"
  WHERE "announcementId" = '${id}' AND "channelAccountId" = '${channelAccountId}' AND "messageId" IS NULL AND "left" IS NULL`;

function start(url: string): Promise<Running> {
  return startNode(`${import.meta.dirname}/sending/fan-out.ts`, { DATABASE_URL: url }, /begun/);
}

async function follow(stage: Stage, begun: Running, url: string): Promise<{ measured: Found; process: Running }> {
  const since = performance.now();
  const memory: number[] = [];
  let process = begun;
  let [done, peak, killed] = [0, 0, false];
  while (done < HOUSEHOLDS) {
    await sleep(LOOK_MS);
    done = await stage.done();
    const now = (await memoryMb(process.pid)) ?? Number.NaN;
    peak = Math.max(peak, now);
    while (memory.length < MARKS.length && done >= (MARKS[memory.length] as number)) memory.push(now);
    if (killed || done < KILLED_AT * HOUSEHOLDS) continue;
    killed = true;
    await process.stop('SIGKILL');
    process = await start(url);
  }
  return { measured: { seconds: (performance.now() - since) / 1_000, memory, peak }, process };
}

function print(found: [string, Found][], { messages, people }: { messages: number; people: number }): void {
  say(`${HOUSEHOLDS} households, from the end of the ten minutes to the last message in the ledger; killed at ${KILLED_AT * 100}% of each`);
  table([
    ['', 's', 'households/s', ...MARKS.map((mark) => `MB at ${mark}`), 'MB most'],
    ...found.map(([name, { seconds, memory, peak }]) => [
      name,
      round(seconds),
      round(HOUSEHOLDS / seconds),
      ...MARKS.map((_, index) => round(memory[index] ?? null)),
      round(peak),
    ]),
  ]);
  target('everybody once', messages === HOUSEHOLDS && people === HOUSEHOLDS, `${messages} messages to ${people}`);
  for (const [name, { memory }] of found)
    target(`${name}: memory stays flat`, (memory.at(-1) ?? Number.NaN) < (memory[0] ?? Number.NaN) * MOST_GROWTH);
}
