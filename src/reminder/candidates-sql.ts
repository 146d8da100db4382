/** Households that a rule is about now. */

import { withDoublesSql } from '../announcement/audience-sql.ts';
import { TITLE } from '../assessment/rubric-in-force.ts';
import { reachSql } from './reach-sql.ts';
import { isInStateSql, isSnoozedSql } from './still-holds.ts';

/** Of a season's rule, that a household has got or may yet get. */
const OF_RULE = `(SELECT count(*)::int FROM "Reminder" o JOIN "Message" got ON got.id = o."messageId"
  WHERE o."householdId" IN (${withDoublesSql('h.id')}) AND o.rule = $4 AND o."seasonId" = $3::uuid AND got.state NOT IN ('failed', 'cancelled', 'expired'))`;

/**
 * Rows `h` of "Household" with how each is reached: `"accountId"`, `"channelAccountId"`, `channel`, `language`, `"left"`, and how often the
 * rule has spoken to it (`before`). $1 ward, $2 now, $3 season, $4 rule, $5 its state, $6 the season before.
 * @param households SQL of a table of them, called h
 */
export function candidatesSql(households: string): string {
  return `SELECT h.id AS "householdId", reach.*, ${OF_RULE} AS before
  FROM ${households} CROSS JOIN LATERAL (${reachSql('$1::text', '$2::timestamptz')}) reach
  WHERE h."mergedIntoId" IS NULL AND ${isInStateSql({ household: 'h.id', seasonId: '$3::uuid', state: '$5::text' })}
    AND NOT ${isSnoozedSql('h.id', '$2::timestamptz')}
    AND ($5::text <> 'lastYear' OR EXISTS (
      SELECT 1 FROM "Assessment" then_ WHERE then_."householdId" = h.id AND then_.title = '${TITLE}' AND then_."seasonId" = $6::uuid AND then_.stage = 'recognised'))`;
}
