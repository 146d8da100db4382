/** Whole turns: webhook in, commit, reply at the Bot API; ours and two peers, so many households at once. */
import { closedLoop, type Measured, median } from './load.ts';
import { round, say, table, target } from './report.ts';
import { type Name, type Surroundings, type System, startSystem } from './systems.ts';

const ROUNDS = 3;
const CONCURRENCIES = [1, 8, 32] as const;
const WINDOW = { warmUp: 2, seconds: 5 };
/** Enough for a service that takes 3,000 turns a second through all rounds. */
export const HOUSEHOLDS = 15_000;
const TIMES_FASTER = 2;

/** @returns turns a second of ours at 32 at once, for comparison with what the database alone does */
export async function benchTurns(around: Surroundings, names: readonly Name[]): Promise<number | null> {
  const systems: System[] = [];
  try {
    for (const name of names) systems.push(await startSystem(name, around));
    return print(names, await measure(systems));
  } finally {
    for (const system of systems) await system.stop();
  }
}

type Found = Map<string, Measured[]>;

const keyOf = (name: Name, households: number) => `${name} ${households}`;

/** In turns, so that what else the machine does falls on all of them. */
async function measure(systems: System[]): Promise<Found> {
  const found: Found = new Map();
  for (let count = 0; count < ROUNDS; count++) {
    for (const households of CONCURRENCIES) {
      for (const system of systems) {
        const key = keyOf(system.name, households);
        found.set(key, [...(found.get(key) ?? []), await closedLoop(system, households, WINDOW)]);
      }
    }
  }
  return found;
}

function print(names: readonly Name[], found: Found): number | null {
  const middle = (name: Name, households: number, of: (one: Measured) => number | null) => {
    const values = (found.get(keyOf(name, households)) ?? []).map(of).filter((value) => value !== null);
    return values.length === 0 ? null : median(values);
  };
  const speed = (name: Name, households: number) => middle(name, households, (one) => one.turnsPerSecond) ?? Number.NaN;
  const peers = names.filter((name) => name !== 'ours');
  const best = (households: number) => Math.max(...peers.map((name) => speed(name, households)));
  say(`Whole turns: webhook in, commit, reply at a fake Bot API (median of ${ROUNDS} rounds of ${WINDOW.seconds} s, in turns)`);
  table([
    ['', 'at once', 'turns/s', 'CPU ms/turn', 'p50 ms', 'p99 ms', 'machine busy', 'ours is'],
    ...CONCURRENCIES.flatMap((households) =>
      names.map((name) => [
        name,
        households,
        round(speed(name, households)),
        round(
          middle(name, households, (one) => one.cpuMsPerTurn),
          2,
        ),
        round(
          middle(name, households, (one) => one.p50),
          1,
        ),
        round(
          middle(name, households, (one) => one.p99),
          1,
        ),
        `${round((middle(name, households, (one) => one.busy) ?? 0) * 100)}%`,
        name === 'ours' ? '' : `${round(speed('ours', households) / speed(name, households), 2)}x`,
      ]),
    ),
  ]);
  if (!names.includes('ours') || peers.length === 0) return null;
  const most = Math.max(...CONCURRENCIES);
  const cpu = (name: Name) => middle(name, most, (one) => one.cpuMsPerTurn);
  const limit = 'the processors: the bot, PostgreSQL and this driver share them (see "machine busy")';
  target(`at least ${TIMES_FASTER} times the better peer's turns/s at ${most}`, speed('ours', most) >= TIMES_FASTER * best(most), limit);
  const ours = cpu('ours');
  if (ours === null) say('  (no processor times on this system)');
  else
    target(
      `less CPU a turn than either peer at ${most}`,
      peers.every((name) => ours < (cpu(name) ?? Number.NaN)),
    );
  return speed('ours', most);
}
