/**
 * Tells the officers of wards in chat, unasked, what waits: on Mondays whatever does, and on other days only that somebody filled in
 * for too many households the day before. Nothing where there is nothing to say. What the rules of the season say to them on the same morning
 * goes first, and has this in it: nobody gets two (reminder/morning-notice.ts).
 */
import type { ListedBurst } from '../assist/list-bursts.ts';
import type { PrismaClient } from '../db/client.ts';
import type { Deps } from '../deps.ts';
import type { TellOfficer } from '../household/tell-household.ts';
import { officersToTell } from '../reminder/officers-to-tell.ts';
import { isMonday, localDate, localTime } from '../season/calendar.ts';
import { burstsOfYesterday, DIGEST, digestFor } from './digest-for.ts';
import { presentHolders } from './present-holders.ts';
import { notYetTold, tellOnce, wasToldJustNow } from './tell-once.ts';

/** When people are up; whoever was not told in these hours is not told of that day. */
const FROM = '07:30';
const UNTIL = '20:00';

/** Each officer once a date, whoever is restarted and however many look at once. Run by a job; returns how many were told. */
export async function sendDigests(deps: Deps & { db: PrismaClient }, { tell }: { tell: TellOfficer }): Promise<number> {
  const now = deps.clock.now();
  const time = localTime(now);
  if (time < FROM || time >= UNTIL) return 0;
  const today = localDate(now);
  const open = await notYetTold(deps, await whomToTell(deps, today), { rule: DIGEST, date: today });
  if (open.length === 0) return 0;
  const { officers, rules } = await officersToTell(deps);
  let told = 0;
  for (const officerId of open.filter((one) => !officers.has(one))) {
    try {
      if (await tellOne(deps, { officerId, today, rules }, tell)) told += 1;
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
  { officerId, today, rules }: { officerId: string; today: string; rules: readonly string[] },
  tell: TellOfficer,
): Promise<boolean> {
  return tellOnce(deps, { officerId, rule: DIGEST, date: today, tell }, async (within, scope) =>
    (await wasToldJustNow(within, officerId, [...rules, DIGEST])) ? null : digestFor(within, { scope, today }),
  );
}

function unitsOf(bursts: readonly ListedBurst[]): string[] {
  return [...new Set(bursts.flatMap(({ areas }) => areas.map(({ unitCode }) => unitCode)))];
}
