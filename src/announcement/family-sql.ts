/** Recipients of an announcement and the households that officers have found to be one family with theirs. */

/**
 * Expressions `up` and `family` of a `WITH RECURSIVE`: of each recipient `turn` all households `id` of its family, the one that is kept at depth 0, those
 * that went into it, and so on.
 * @param whose SQL: which recipients `r`, of households `h`
 */
export function familySql(whose: string): string {
  return `up AS (
  SELECT r.position AS turn, h.id, h."mergedIntoId" AS "into" FROM "Recipient" r JOIN "Household" h ON h.id = r."householdId" WHERE ${whose}
  UNION ALL SELECT up.turn, above.id, above."mergedIntoId" FROM up JOIN "Household" above ON above.id = up."into"
), family AS (
  SELECT turn, id, 0 AS depth FROM up WHERE "into" IS NULL
  UNION ALL SELECT family.turn, double.id, family.depth + 1 FROM family JOIN "Household" double ON double."mergedIntoId" = family.id
)`;
}

/**
 * The recipient `other` with its message `got` (or none) has it or may yet get it; also what a pause took back is written anew. Who failed has nothing.
 * @param waiting SQL: whether it may where its turn has not come
 */
export function mayHaveSql(waiting = 'true'): string {
  return `(other."left" IS NULL AND CASE
    WHEN other."messageId" IS NOT NULL THEN got.state NOT IN ('failed', 'cancelled', 'expired') OR got.reason = 'paused'
    ELSE other."accountId" IS NOT NULL AND ${waiting} END)`;
}
