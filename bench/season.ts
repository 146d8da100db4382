/**
 * A rule of the season falls due in the whole city: how long it takes to find whom it is about, and to write to each of them, and what the
 * process that does it holds in memory; with ever more households, on one database.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Server } from './database.ts';
import { memoryMb } from './processes.ts';
import { round, say, table, target } from './report.ts';
import { openSeasonTown } from './season/town.ts';

const HOUSEHOLDS = Number(process.env.BENCH_SEASON ?? 700_000);
const SIZES = [0.1, 0.25, 0.5, 1].map((share) => Math.ceil(share * HOUSEHOLDS));
/** Of what a straight line would give. */
const MOST_GROWTH = 1.25;
const LOOK_MS = 200;
const DAY_MS = 24 * 60 * 60 * 1000;

/** What the process says at its end. */
export interface Said {
  looked: { seconds: number; count: number };
  written: { seconds: number; count: number };
  /** Milliseconds: the next month of one ward, as its officers look at it. */
  calendar: number;
}

interface Found extends Said {
  households: number;
  /** Megabytes, at the most. */
  memory: number;
}

export async function benchSeason(server: Server): Promise<void> {
  const url = await server.database('season');
  const town = await openSeasonTown(url);
  const found: Found[] = [];
  try {
    for (const [week, size] of SIZES.entries()) {
      const households = await town.growTo(size);
      found.push({ households, ...(await measure(url, mondayAfter(2 * week))) });
    }
  } finally {
    await town.prisma.$disconnect();
  }
  print(found, town.wards);
}

/** Half past nine, so many weeks from the next Monday on: what was written the time before does not count any more. */
function mondayAfter(weeks: number): Date {
  const now = new Date();
  const days = ((8 - now.getUTCDay()) % 7 || 7) + 7 * weeks;
  return new Date(`${new Date(now.getTime() + days * DAY_MS).toISOString().slice(0, 10)}T09:30:00+07:00`);
}

async function measure(url: string, now: Date): Promise<Omit<Found, 'households'>> {
  const env = { ...process.env, DATABASE_URL: url, NOW: now.toISOString() };
  const child = fork(`${import.meta.dirname}/season/remind.ts`, { env });
  let said: Said | undefined;
  let memory = 0;
  child.once('message', (words: Said) => {
    said = words;
  });
  const gone = once(child, 'exit');
  while (!said && child.exitCode === null && child.signalCode === null) {
    memory = Math.max(memory, (await memoryMb(child.pid ?? 0)) ?? 0);
    await sleep(LOOK_MS);
  }
  await gone;
  if (!said) throw new Error('households could not be reminded');
  return { ...said, memory };
}

function print(found: readonly Found[], wards: number): void {
  say(`Season: a rule falls due in ${wards} wards`);
  table([
    ['households', 'found', 's', 'written', 's', 'a second', 'MB', 'a ward’s calendar, ms'],
    ...found.map(({ households, looked, written, memory, calendar }) => [
      ...[households, looked.count, round(looked.seconds, 1), written.count, round(written.seconds, 1)],
      ...[round(written.count / written.seconds), round(memory), round(calendar)],
    ]),
  ]);
  const [first, last] = [found[0] as Found, found.at(-1) as Found];
  const times = last.households / first.households;
  target('finding grows linearly at most', last.looked.seconds <= first.looked.seconds * times * MOST_GROWTH);
  target('writing grows linearly at most', last.written.seconds <= first.written.seconds * times * MOST_GROWTH);
  target(
    'everybody that was found was written to',
    found.every(({ looked, written }) => looked.count === written.count),
  );
  target('memory stays flat', last.memory <= first.memory * 1.5);
}
