/** The two ways to put load on a bot: so many households that answer one after another, or so many updates a second whatever it does. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Household } from './household.ts';
import { cpuMs, machine } from './processes.ts';
import type { System } from './systems.ts';

export interface Measured {
  turnsPerSecond: number;
  /** Of the bot's process; null where the system does not say. */
  cpuMsPerTurn: number | null;
  p50: number;
  p99: number;
  /** Share of all processors that was busy, everything taken together. */
  busy: number;
}

/** `households` answer at once, each waiting for its reply; who is done gives the seat to the next. */
export async function closedLoop(
  system: System,
  households: number,
  { warmUp, seconds }: { warmUp: number; seconds: number },
): Promise<Measured> {
  const street = system.street();
  let over = false;
  let times: number[] = [];

  async function seat(): Promise<void> {
    while (!over) {
      const household = await street.begin();
      times.push(household.greeted);
      while (!over) {
        const turn = household.answer();
        if (turn === null) break;
        times.push(await turn);
      }
    }
  }

  const seats = Promise.all(Array.from({ length: households }, seat));
  seats.catch(() => {});
  await Promise.race([seats, sleep(warmUp * 1_000)]);
  times = [];
  const [cpuBefore, before, since] = [await cpuMs(system.pid), machine(), performance.now()];
  await Promise.race([seats, sleep(seconds * 1_000)]);
  const [cpu, after, took] = [await cpuMs(system.pid), machine(), performance.now() - since];
  const taken = times;
  over = true;
  await seats;
  return {
    turnsPerSecond: (taken.length / took) * 1_000,
    cpuMsPerTurn: cpu === null || cpuBefore === null ? null : (cpu - cpuBefore) / taken.length,
    ...quantiles(taken),
    busy: (after.busy - before.busy) / (after.all - before.all),
  };
}

/** An update every `1 / perSecond`, from whoever waits for nothing; its delay counts from when it was due. */
export async function openLoop(system: System, perSecond: number, seconds: number): Promise<{ p50: number; p99: number; sent: number }> {
  const street = system.street();
  const idle: Household[] = await Promise.all(Array.from({ length: perSecond }, () => street.begin()));
  const times: number[] = [];
  const under: Promise<void>[] = [];
  const since = performance.now();

  async function updateDue(due: number): Promise<void> {
    const late = performance.now() - since - due;
    let household = idle.shift();
    const turn = household?.answer();
    if (!turn) household = await street.begin();
    times.push(late + (turn ? await turn : (household?.greeted ?? 0)));
    if (household) idle.push(household);
  }

  for (let count = 0; count < perSecond * seconds; count++) {
    const due = (count / perSecond) * 1_000;
    const wait = due - (performance.now() - since);
    if (wait > 0) await sleep(wait);
    under.push(updateDue(due));
  }
  await Promise.all(under);
  return { ...quantiles(times), sent: times.length };
}

export function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? Number.NaN;
}

export function quantiles(times: number[]): { p50: number; p99: number } {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
  return { p50: at(0.5), p99: at(0.99) };
}
