/** Files that do not follow the rubric in force yet. Those that a decision was made of stay with theirs: one list, one version. */
import { TITLE } from '../assessment/rubric-in-force.ts';
import type { Deps } from '../deps.ts';

export interface FileToMove {
  id: string;
  householdId: string;
}

/** By the rubric that they follow, the oldest of each first. */
export function filesToMove({ db }: Pick<Deps, 'db'>, most: number): Promise<FileToMove[]> {
  return db.$queryRawUnsafe(filesToMoveSql, TITLE, most);
}

/**
 * Of a season `f`, on one side of what is in force there. Index `Assessment_undecided` is in this order, so that those which follow, as
 * nearly all do, are never read; asked for "another one", PostgreSQL would read them all.
 */
const asideSql = (side: '<' | '>', columns: string, most: string) => `(
  SELECT ${columns} FROM "Assessment" a
  WHERE a."seasonId" = f."seasonId" AND a.title = f.title AND a."rubricVersionId" ${side} f."rubricVersionId"
    AND a.stage NOT IN ('recognised', 'notRecognised')
  ORDER BY a."rubricVersionId", a.id LIMIT ${most})`;

const moving = (most: string) =>
  `${asideSql('<', 'a.id, a."householdId"', most)} UNION ALL ${asideSql('>', 'a.id, a."householdId"', most)}`;

/** $1 title, $2 how many. */
export const filesToMoveSql = `
SELECT file.* FROM "RubricInForce" f CROSS JOIN LATERAL (${moving('$2::int')}) AS file WHERE f.title = $1 LIMIT $2::int`;

/** By season; where none is left, it is absent. @param unitCode only those of one ward */
export async function countToMove(
  { db }: Pick<Deps, 'db'>,
  { seasonIds, unitCode = null }: { seasonIds: readonly string[]; unitCode?: string | null },
): Promise<Map<string, number>> {
  const moves = await db.$queryRawUnsafe<{ seasonId: string }[]>(anyToMoveSql, TITLE, seasonIds);
  if (moves.length === 0) return new Map();
  const those = moves.map(({ seasonId }) => seasonId);
  const rows = await db.$queryRawUnsafe<{ seasonId: string; count: number }[]>(countSql, TITLE, those, unitCode);
  return new Map(rows.map(({ seasonId, count }) => [seasonId, count]));
}

/** $1 title, $2 seasons. */
const anyToMoveSql = `
SELECT f."seasonId" FROM "RubricInForce" f
WHERE f.title = $1 AND f."seasonId" = ANY($2::uuid[]) AND COALESCE(${asideSql('<', 'a.id', '1')}, ${asideSql('>', 'a.id', '1')}) IS NOT NULL`;

/** $1 title, $2 seasons, $3 a ward or null. */
const countSql = `
SELECT f."seasonId", count(*)::int AS count
FROM "RubricInForce" f
JOIN "Assessment" a ON a."seasonId" = f."seasonId" AND a.title = f.title AND a."rubricVersionId" <> f."rubricVersionId"
JOIN "Area" area ON area.id = a."areaId"
WHERE f.title = $1 AND f."seasonId" = ANY($2::uuid[]) AND a.stage NOT IN ('recognised', 'notRecognised')
  AND ($3::text IS NULL OR area."unitCode" = $3)
GROUP BY 1`;
