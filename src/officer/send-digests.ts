/**
 * Tells the officers of wards in chat, unasked, what waits: on Mondays whatever does, and on other days only that somebody filled in
 * for too many households the day before. Nothing where there is nothing to say.
 */
import { type ListedBurst, listBursts } from '../assist/list-bursts.ts';
import type { PrismaClient } from '../db/client.ts';
import type { Deps } from '../deps.ts';
import type { TellOfficer } from '../household/tell-household.ts';
import { addDays, isMonday, localDate, localTime, startOfLocalDay } from '../season/calendar.ts';
import { digestOf } from './digest.ts';
import { presentHolders } from './present-holders.ts';
import { notYetTold, tellOnce } from './tell-once.ts';
import { whatWaits } from './what-waits.ts';

const RULE = 'officerDigest';
/** When people are up; whoever was not told in these hours is not told of that day. */
const FROM = '07:30';
const UNTIL = '20:00';

/** Each officer once a date, whoever is restarted and however many look at once. Run by a job; returns how many were told. */
export async function sendDigests(deps: Deps & { db: PrismaClient }, { tell }: { tell: TellOfficer }): Promise<number> {
  const now = deps.clock.now();
  const time = localTime(now);
  if (time < FROM || time >= UNTIL) return 0;
  const today = localDate(now);
  let told = 0;
  for (const officerId of await notYetTold(deps, await whomToTell(deps, today), { rule: RULE, date: today })) {
    try {
      if (await tellOne(deps, { officerId, today }, tell)) told += 1;
    } catch (error) {
      deps.log.error({ err: error, officer: officerId }, 'an officer could not be told what waits');
    }
  }
  return told;
}

/** Those of every ward on Mondays; else of wards with something of yesterday. */
async function whomToTell(deps: Deps, today: string): Promise<string[]> {
  const wards = isMonday(today) ? null : unitsOf(await burstsOfYesterday(deps, { city: true, wards: [] }, today));
  if (wards?.length === 0) return [];
  return presentHolders(deps, { role: 'ward', ...(wards ? { unitCode: { in: wards } } : {}) });
}

function tellOne(
  deps: Deps & { db: PrismaClient },
  { officerId, today }: { officerId: string; today: string },
  tell: TellOfficer,
): Promise<boolean> {
  return tellOnce(deps, { officerId, rule: RULE, date: today, tell }, async (within, scope) => {
    const waits = isMonday(today) ? await whatWaits(within, scope) : null;
    return digestOf({ waits, bursts: await burstsOfYesterday(within, { city: false, wards: scope.wards }, today), today });
  });
}

async function burstsOfYesterday(deps: Deps, where: { city: boolean; wards: readonly string[] }, today: string): Promise<ListedBurst[]> {
  const yesterday = addDays(today, -1);
  // One that ended after midnight began the day before.
  const bursts = await listBursts(deps, where, startOfLocalDay(addDays(yesterday, -1)));
  return bursts.filter(({ to }) => localDate(to) === yesterday);
}

function unitsOf(bursts: readonly ListedBurst[]): string[] {
  return [...new Set(bursts.flatMap(({ areas }) => areas.map(({ unitCode }) => unitCode)))];
}
