/** The year as it goes by: from moment to moment, with two processes that are killed, a platform that is slow, and a day on which nobody is there. */
import { createRandom, type Random } from '../crash/random.ts';
import { MINUTE } from './calendar.ts';
import { happen } from './happen.ts';
import { isNight } from './model.ts';
import { type Moment, momentsOf } from './moments.ts';
import { type Arrival, openPlatform, type YearPlatform } from './platform.ts';
import { createProcesses, type Processes } from './processes.ts';
import { type Act, AWAY, type Doing, type Home, type Town } from './script.ts';
import type { RealTown } from './town.ts';

export interface Lived {
  /** When the service looked. */
  moments: number[];
  /** Households that were faster than a slow platform, by moment. */
  overtaken: Map<number, Set<number>>;
  /** What was done in truth: the script, but of whoever was faster. */
  acts: Act[];
  taken: Arrival[];
  kills: number;
}

const TOKEN = '7000000009:AAtestAAtestAAtestAAtestAAtestAAte';
/** Households that are faster, each time. */
const FASTER = 8;
/** As service-process.ts has it. */
const IN_HAND = 8;
const PATIENCE_MS = 120_000;
const POLL_MS = 60;
/** Whoever has not managed to look by then looks again. */
const AGAIN_MS = 2_500;
/** As often the jobs of the service run. */
const SOON = 20_000;

/** What is in hand while the year goes by. */
interface Going {
  real: RealTown;
  town: Town;
  lived: Lived;
  platform: YearPlatform;
  processes: Processes;
  random: Random;
  /** Of `lived.acts`. */
  done: number;
}

export async function liveThrough(real: RealTown, town: Town, seed: number): Promise<Lived> {
  const random = createRandom(seed);
  const lived: Lived = { moments: [], overtaken: new Map(), acts: town.acts, taken: [], kills: 0 };
  // While households are faster their acts have times of their own; what arrives meanwhile was sent at the moment all the same.
  const platform = await openPlatform(() => lived.moments.at(-1) ?? real.clock.at);
  lived.taken = platform.taken;
  const about = { databaseUrl: real.database.url, channels: real.channels, platform: platform.root, token: TOKEN };
  const processes = createProcesses(about);
  const going: Going = { real, town, lived, platform, processes, random, done: 0 };
  processes.moveTo(real.clock.at);
  processes.start();
  try {
    for (const moment of momentsOf(town, random)) await pass(going, moment);
  } finally {
    await processes.stop();
    await platform.close();
  }
  return lived;
}

async function pass(going: Going, { at, kills, slow, again }: Moment): Promise<void> {
  const { processes } = going;
  // The last of them before that day is over.
  if (at === AWAY.to) await processes.stop();
  await actUntil(going, at);
  const release = slow ? going.platform.stall() : null;
  moveTo(going, at);
  if (at === AWAY.to) processes.start();
  if (release) await overtake(going, at).finally(release);
  for (let time = 0; time < kills; time += 1) await killOne(going);
  await settled(going);
  if (!again) return;
  moveTo(going, at + SOON);
  await settled(going);
}

function moveTo({ real, processes, lived }: Going, at: number): void {
  real.clock.at = at;
  processes.moveTo(at);
  lived.moments.push(at);
}

async function actUntil(going: Going, at: number): Promise<void> {
  const { acts } = going.lived;
  const next = acts.findIndex((act) => act.at >= at);
  await act(going, acts.slice(going.done, next === -1 ? undefined : next));
}

async function act(going: Going, acts: readonly Act[]): Promise<void> {
  await happen(going.real, going.town, acts);
  for (const { home, doing } of acts) {
    const { chat } = going.town.homes[home] as Home;
    if (doing === 'block' || doing === 'blockUnnoticed') going.platform.blocked.add(chat);
    if (doing === 'unblock') going.platform.blocked.delete(chat);
  }
  going.done += acts.length;
}

/** Some while they look, some while they hand over. */
function killOne({ platform, processes, lived, random }: Going): Promise<void> {
  const [which, after] = [random.below(2), random.below(1_200)];
  let arrivals = 1 + random.below(12);
  return new Promise((resolve) => {
    const now = () => {
      clearTimeout(patience);
      platform.onAsked = () => {};
      processes.kill(which);
      lived.kills += 1;
      resolve();
    };
    const patience = setTimeout(now, after);
    platform.onAsked = () => {
      arrivals -= 1;
      if (arrivals <= 0) now();
    };
  });
}

/** Their reminder is written, and in nobody's hands yet: meanwhile they send, want peace, or have had enough. */
async function overtake(going: Going, at: number): Promise<void> {
  const { real, lived, random } = going;
  await looked(going);
  const of = { class: 'reminder' as const, channelAccountId: real.channels.telegram };
  const where = { ...of, state: 'queued' as const };
  // Its sender has its hands full, and takes no more.
  await until(
    async () => {
      const inHand = await real.deps.db.message.count({ where: { ...of, state: 'leased' } });
      return inHand >= IN_HAND || (await real.deps.db.message.count({ where })) === 0;
    },
    `nobody takes what waits at ${new Date(at).toISOString()}`,
  );
  const queued = await real.deps.db.message.findMany({ where, orderBy: { id: 'desc' }, take: FASTER });
  const homes = queued.map(({ accountId }) => real.houses.findIndex((house) => house.accountId === accountId));
  const drafts = await real.deps.db.assessment.findMany({ where: { state: 'draft', stage: 'waiting' }, select: { id: true } });
  const begun = new Set(drafts.map(({ id }) => id));
  const ways = (home: number): Doing[] =>
    begun.has(real.houses[home]?.assessmentId ?? '') ? ['send', 'send', 'stop', 'snooze'] : ['stop', 'snooze'];
  const acts = homes.map((home): Act => ({ at: at + MINUTE, home, doing: random.pick(ways(home)) }));
  // What the script had for them is another life.
  const others = lived.acts.slice(going.done).filter(({ home }) => !homes.includes(home));
  lived.acts = [...lived.acts.slice(0, going.done), ...acts, ...others];
  lived.overtaken.set(at, new Set(homes));
  await act(going, acts);
  real.clock.at = at;
}

/** Every job has run at this time, and is done: but for wards in which it is night. */
async function looked({ real, town, processes }: Going): Promise<void> {
  const { at } = real.clock;
  const awake = town.wards.filter(({ quiet }) => !isNight(quiet, at)).map(({ unitCode }) => unitCode);
  const open = () => real.deps.db.reminderRun.count({ where: { doneAt: null, unitCode: { in: awake } } });
  let last = performance.now();
  await until(
    async () => {
      const all = processes.haveLooked(at);
      if (all && (await open()) === 0) return true;
      if (performance.now() - last > AGAIN_MS) {
        last = performance.now();
        if (all) processes.moveTo(at);
        else processes.remind();
      }
      return false;
    },
    `the jobs do not end at ${new Date(at).toISOString()}`,
  );
}

async function settled(going: Going): Promise<void> {
  const { channels, deps, clock } = going.real;
  await looked(going);
  const states = ['queued' as const, 'leased' as const];
  const where = { channelAccountId: { in: [channels.telegram, channels.zalo] }, state: { in: states } };
  await until(async () => (await deps.db.message.count({ where })) === 0, `messages wait at ${new Date(clock.at).toISOString()}`);
}

async function until(holds: () => Promise<boolean>, otherwise: string): Promise<void> {
  const began = performance.now();
  while (!(await holds())) {
    if (performance.now() - began > PATIENCE_MS) throw new Error(otherwise);
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}
