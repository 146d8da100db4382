/** Files in which a household disagrees with an answer that officers changed, and no officer has done anything since. */
import { TITLE } from '../assessment/rubric-in-force.ts';
import type { Deps } from '../deps.ts';
import type { Scope } from '../officer/scope.ts';
import { heldSql } from './hand-of.ts';
import { agreesSql, controllerAtSql } from './in-use.ts';
import { type SeasonsIn, seasonsIn } from './seasons-in.ts';

/** Of everything in an officer's care. Those who are not proposed are in outcome-standing.ts. @param options.seasons absent: they are read */
export async function objecting(deps: Deps, { scope, seasons }: { scope: Scope; seasons?: SeasonsIn }): Promise<string[]> {
  const { ids, closed } = seasons ?? (await seasonsIn(deps, scope));
  const rows = await deps.db.$queryRawUnsafe<{ id: string }[]>(objectingSql, scope.wards, scope.areas, ids, closed);
  return rows.map(({ id }) => id);
}

/**
 * $1 wards, $2 areas, $3 seasons, $4 wards that have closed. What a household says is the only row of its own, so that the last row
 * tells: as `objects` in look-at.ts of one file. Khu phố by khu phố, and whose file it is of the few that are left (`OFFSET 0`).
 */
const objectingSql = `
SELECT said.id FROM (
  SELECT a.id, a."householdId"
  FROM "Area" place CROSS JOIN LATERAL (
    SELECT * FROM "Assessment" WHERE "areaId" = place.id AND "seasonId" = ANY($3::uuid[]) AND stage IN ('waiting', 'confirmed', 'proposed')
      AND "reviewSeq" > 0 AND title = '${TITLE}' OFFSET 0) a
  CROSS JOIN LATERAL (SELECT act, "submissionId" FROM "Review" WHERE "assessmentId" = a.id ORDER BY seq DESC LIMIT 1) newest
  CROSS JOIN LATERAL (SELECT id FROM "Submission" WHERE "assessmentId" = a.id ORDER BY number DESC LIMIT 1) s
  WHERE (place."unitCode" = ANY($1::text[]) OR place.id = ANY($2::uuid[]))
    AND newest.act = 'object' AND newest."submissionId" = s.id AND ${heldSql('place."unitCode" = ANY($4::text[])')} OFFSET 0
) said
JOIN "Household" h ON h.id = said."householdId" AND h."mergedIntoId" IS NULL
CROSS JOIN LATERAL ${controllerAtSql('h."areaId"')} controller
WHERE ${agreesSql('h.id', 'controller."organisationId"')}`;
