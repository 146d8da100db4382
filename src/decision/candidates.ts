/** Whom a decision would recognise: the households that are proposed now, in the order of its list. */
import { TITLE } from '../assessment/rubric-in-force.ts';
import { contentHash } from '../canonical.ts';
import type { Deps } from '../deps.ts';
import { inListOrder } from '../paper/proposed-in.ts';
import { agreesSql, controllersSql } from '../review/in-use.ts';

export interface Candidate {
  assessmentId: string;
  householdId: string;
  head: string;
  code: string;
  areaId: string;
  area: string;
  /** What the list is based on. */
  seen: string;
}

export async function candidatesOf({ db }: Deps, { unitCode, seasonId }: { unitCode: string; seasonId: string }): Promise<Candidate[]> {
  const rows = await db.$queryRawUnsafe<Candidate[]>(candidatesSql, unitCode, seasonId, TITLE);
  return rows.sort(inListOrder);
}

/** Says of a list which it is: somebody else's act makes it another. */
export function seenOfList(candidates: readonly Pick<Candidate, 'assessmentId' | 'seen'>[]): string {
  return contentHash(candidates.map(({ assessmentId, seen }) => `${assessmentId} ${seen}`).sort());
}

/** As `seenOf` says it, of the assessment `a`. */
export const seenSql = `a."reviewSeq" || '.' || COALESCE((SELECT max(number) FROM "Submission" WHERE "assessmentId" = a.id), 0)`;

/** Khu phố by khu phố (`OFFSET 0`): for all at once the planner would read every file of the city. */
const candidatesSql = `
WITH ${controllersSql}
SELECT a.id AS "assessmentId", h.id AS "householdId", h."headName" AS head, h.code, area.id AS "areaId", area.name AS area, ${seenSql} AS seen
FROM "Area" area CROSS JOIN LATERAL (
  SELECT * FROM "Assessment" WHERE "areaId" = area.id AND "seasonId" = $2::uuid AND stage = 'proposed' AND title = $3 OFFSET 0) a
JOIN "Household" h ON h.id = a."householdId" AND h."mergedIntoId" IS NULL
JOIN controller ON controller."areaId" = h."areaId"
WHERE area."unitCode" = $1 AND ${agreesSql('h.id', 'controller."organisationId"')}
ORDER BY a.id`;
