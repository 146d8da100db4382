/** What an officer of a ward is told unasked: on Mondays whatever waits, and on any day that somebody filled in for too many the day before. */
import { type ListedBurst, listBursts } from '../assist/list-bursts.ts';
import type { Deps } from '../deps.ts';
import type { Notice } from '../household/tell-household.ts';
import { addDays, isMonday, localDate, startOfLocalDay } from '../season/calendar.ts';
import { digestOf } from './digest.ts';
import type { Scope } from './scope.ts';
import { whatWaits } from './what-waits.ts';

/** As `Occurrence` names it. */
export const DIGEST = 'officerDigest';

export interface DigestAsked {
  scope: Scope;
  /** Local date. */
  today: string;
  /** How many forms wait is said beside it. */
  withoutQueue?: boolean;
}

/** Null: there is nothing to say. */
export async function digestFor(deps: Deps, { scope, today, withoutQueue = false }: DigestAsked): Promise<Notice | null> {
  const all = isMonday(today) ? await whatWaits(deps, scope) : null;
  const waits = all && withoutQueue ? { ...all, queue: 0 } : all;
  return digestOf({ waits, bursts: await burstsOfYesterday(deps, { city: false, wards: scope.wards }, today), today });
}

export async function burstsOfYesterday(
  deps: Deps,
  where: { city: boolean; wards: readonly string[] },
  today: string,
): Promise<ListedBurst[]> {
  const yesterday = addDays(today, -1);
  // One that ended after midnight began the day before.
  const bursts = await listBursts(deps, where, startOfLocalDay(addDays(yesterday, -1)));
  return bursts.filter(({ to }) => localDate(to) === yesterday);
}
