/** A household asks its khu phố to let it send after the window has closed: a call for help, which waits there. */
import type { Deps, RawDeps } from '../deps.ts';
import { requestHelp } from '../help/request-help.ts';
import { localDate } from '../season/calendar.ts';
import { declinedLateOf, MOST_DECLINED } from './declined-late.ts';
import { fileOf, type HouseholdFile, isDecided } from './file-of.ts';

/** HelpRequest.about */
export const LATE = 'late';

export type LateAsked =
  /** `latest`: the last local date until which the khu phố can let it. */
  | { outcome: 'asked' | 'already'; value: { latest: { date: string } } }
  /** It was sent, the window is open, the ward's list is made, or it was declined as often as it is asked for. */
  | { outcome: 'over' | 'notMember'; value: Record<string, never> };

/** In the turn of the account. */
export async function askLate(deps: Deps, { accountId }: { accountId: string }): Promise<LateAsked> {
  const file = await fileOf(deps, accountId);
  if (!file) return { outcome: 'notMember', value: {} };
  if (!mayAskLate(file, deps.clock.now())) return { outcome: 'over', value: {} };
  const declined = await declinedLateOf(deps, [file]);
  if ((declined.get(file.household.id) ?? 0) >= MOST_DECLINED) return { outcome: 'over', value: {} };
  const asked = await requestHelp(deps, { accountId, note: null, unit: null, area: null, about: LATE });
  const latest = { date: file.season.dates.wardList };
  return { outcome: asked.outcome === 'recorded' ? 'asked' : 'already', value: { latest } };
}

/** It has closed, the household has sent nothing that counts, and the ward's list is not made. */
export function mayAskLate({ season, assessment, earlier, returned }: HouseholdFile, now: Date): boolean {
  if (season.phase !== 'after' || season.dates.wardList < localDate(now) || returned || earlier !== null) return false;
  return (
    assessment === null || (assessment.state === 'draft' && !isDecided(assessment) && ['waiting', 'confirmed'].includes(assessment.stage))
  );
}

/** Households of which somebody has asked, and nobody has answered yet. Only those that may ask are looked up. */
export async function askedLateOf({ db, clock }: RawDeps, files: readonly HouseholdFile[]): Promise<Set<string>> {
  const ids = files.filter((file) => mayAskLate(file, clock.now())).map(({ household }) => household.id);
  if (ids.length === 0) return new Set();
  const rows = await db.$queryRawUnsafe<{ householdId: string }[]>(askedLateSql, [...new Set(ids)], LATE);
  return new Set(rows.map(({ householdId }) => householdId));
}

const askedLateSql = `
SELECT DISTINCT m."householdId" FROM "HelpRequest" call JOIN "Membership" m ON m."accountId" = call."accountId" AND m."to" IS NULL
WHERE m."householdId" = ANY($1::uuid[]) AND call.about = $2 AND call.state <> 'closed'`;
