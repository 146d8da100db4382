/** How often a household asked to be let send late and was not: after that it may ask once more by a button, and then somebody speaks with it. */
import type { RawDeps } from '../deps.ts';
import { startOfLocalDay } from '../season/calendar.ts';
import type { HouseholdFile } from './file-of.ts';

export const DECLINED = 'assessment.declineLate';
/** Declined so often it is not asked for by a button any more; its khu phố may let it all the same. */
export const MOST_DECLINED = 2;

/** By household, in the season of each. @param asking those that could ask now: hardly anybody else is to be looked up */
export async function declinedLateOf({ db }: Pick<RawDeps, 'db'>, asking: readonly HouseholdFile[]): Promise<Map<string, number>> {
  if (asking.length === 0) return new Map();
  const since = new Map(
    asking.map(({ household, season }) => [`household:${household.id}`, startOfLocalDay(season.dates.selfAssessment.opens)]),
  );
  const rows = await db.$queryRawUnsafe<{ householdId: string; times: number }[]>(declinedSql, [...since.keys()], [...since.values()]);
  return new Map(rows.map(({ householdId, times }) => [householdId, times]));
}

/** $1 subjects, $2 since when of each. */
const declinedSql = `
SELECT substr(a.subject, ${'household:'.length + 1}) AS "householdId", count(*)::int AS times
FROM unnest($1::text[], $2::timestamptz[]) AS about(subject, since)
JOIN "Audit" a ON a.subject = about.subject AND a.at >= about.since AND a.action = '${DECLINED}' GROUP BY 1`;
