/** Signed lines that were left out when their decision began, and that nobody has put right: their families read a list that does not hold. */
import type { Deps } from '../deps.ts';
import type { Scope } from '../officer/scope.ts';
import { correctionSql } from './line-standing.ts';

/** In the wards of an officer. */
export async function countLeftBehind(deps: Deps, { scope, seasonIds }: { scope: Scope; seasonIds: readonly string[] }): Promise<number> {
  if (scope.wards.length === 0) return 0;
  const [row] = await deps.db.$queryRawUnsafe<{ count: number }[]>(countSql, [...scope.wards], [...seasonIds]);
  return row?.count ?? 0;
}

/**
 * Also a household that was not decided by another decision since. Whoever is gone is not: there is nothing left to do. Of a ward there are
 * few decisions. $1 wards, $2 seasons.
 */
const countSql = `
SELECT count(DISTINCT a.id)::int AS count
FROM "Decision" d JOIN "DecisionLine" l ON l."decisionId" = d.id AND l."left" = 'changed'
JOIN "Assessment" a ON a.id = l."assessmentId" AND a.stage NOT IN ('recognised', 'notRecognised')
JOIN "Household" h ON h.id = a."householdId" AND h."mergedIntoId" IS NULL
WHERE d."unitCode" = ANY($1::text[]) AND d."seasonId" = ANY($2::uuid[]) AND d.state = 'issued' AND d.kind = 'recognition'
  AND NOT EXISTS (${correctionSql('l')})`;
