/** At which moments of the year something can happen, and what is to go wrong at some of them. Between two of them nobody looks. */
import type { Random } from '../crash/random.ts';
import { DAY, MINUTE, momentOf, occasionsOf } from './calendar.ts';
import { isNight } from './model.ts';
import { AWAY, LONG, type Town, type Ward, YEAR } from './script.ts';

export interface Moment {
  at: number;
  /** Processes that are killed in it. */
  kills: number;
  /** The platform is slow in it, and households are faster. */
  slow: boolean;
  /** It is looked at once more soon after. */
  again: boolean;
}

export const KILLS = LONG ? 8 : 4;
const SLOW = 2;
/** Moments at which nothing is due. */
const IDLE = LONG ? 12 : 4;
const AGAIN = 0.12;
const ENDS = momentOf(`${YEAR + 1}-01-10`);
const BEFORE = [`${YEAR}-02-06`, `${YEAR}-03-01`, `${YEAR}-06-30`, `${YEAR}-08-31`];
const SEASON = momentOf(`${YEAR}-09-28`);
const SEASON_DAYS = 75;

export function momentsOf(town: Town, random: Random): Moment[] {
  const due = dueMoments(town);
  const about = [...due.households].filter((at) => at !== AWAY.to);
  const kills = Array.from({ length: KILLS }, () => random.pick(about));
  const calm = about.filter((at) => !kills.includes(at));
  const slow = new Set(Array.from({ length: SLOW }, (_, index) => calm[Math.floor(((index + 1) * calm.length) / (SLOW + 1))]));
  const all = [...new Set([...due.all, ...idleMoments(random), AWAY.to])].sort((a, b) => a - b);
  return all.map((at) => ({ at, kills: kills.filter((one) => one === at).length, slow: slow.has(at), again: random.chance(AGAIN) }));
}

/** When anything falls due anywhere, and again when a night ends into which that fell. Nobody looks while nobody is there. */
function dueMoments({ wards, rules }: Town): { all: Set<number>; households: Set<number> } {
  const [all, households] = [new Set<number>(), new Set<number>()];
  for (const { dates, quiet } of wards) {
    for (const { rule, at } of rules.flatMap((one) => occasionsOf(one, dates))) {
      // Officers are told by day wherever they are.
      const morning = rule.who === 'household' || LONG ? nextMorning(quiet, at) : at;
      for (const moment of [at, morning].map((one) => (isAway(one) ? AWAY.to : one))) {
        all.add(moment);
        if (rule.who === 'household') households.add(moment);
      }
    }
  }
  return { all, households };
}

/** The same, where it is no night. */
function nextMorning(quiet: Ward['quiet'], from: number): number {
  let at = from;
  while (isNight(quiet, at)) at += MINUTE;
  return at;
}

/** At any hour. */
function idleMoments(random: Random): number[] {
  const season = Array.from({ length: IDLE }, () => SEASON + random.below(SEASON_DAYS) * DAY + random.below(24 * 60) * MINUTE + 7_000);
  return [...BEFORE.map((date) => momentOf(date, 10)), ...season, ENDS].filter((at) => !isAway(at));
}

export function isAway(at: number): boolean {
  return at > AWAY.from && at < AWAY.to;
}
