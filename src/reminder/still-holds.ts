/** Whether what a reminder says is still true of its household: asked of each before it goes, and of none too often. */
import { TITLE } from '../assessment/rubric-in-force.ts';

/** The household has the form `f` in its hands, and has sent nothing: what it sent and has open again counts. */
const UNSENT = `f.state = 'draft' AND f.stage IN ('waiting', 'confirmed') AND f.source NOT IN ('paper', 'meeting')
  AND NOT EXISTS (SELECT 1 FROM "Submission" WHERE "assessmentId" = f.id)`;

/**
 * A household is in one of the states of `season/rules.ts`. That it was recognised last year does not change any more.
 * @param household, seasonId, state SQL
 */
export function isInStateSql({ household, seasonId, state }: Record<'household' | 'seasonId' | 'state', string>): string {
  return `(SELECT CASE ${state} WHEN 'returned' THEN COALESCE(f.stage = 'returned' AND f.state = 'draft', false)
      WHEN 'registered' THEN f.id IS NULL WHEN 'draft' THEN COALESCE(${UNSENT}, false) ELSE f.id IS NULL OR (${UNSENT}) END
    FROM (SELECT 1) one LEFT JOIN "Assessment" f ON f."householdId" = ${household} AND f.title = '${TITLE}' AND f."seasonId" = ${seasonId})`;
}

/** @param household, now SQL */
export function isSnoozedSql(household: string, now: string): string {
  return `EXISTS (SELECT 1 FROM "Snooze" WHERE "householdId" = ${household} AND until > ${now})`;
}

/** The rule with this sum stands in the season. @param season SQL of a row of "Season" @param sha SQL */
export function ruleSql(season: string, sha: string): string {
  return `SELECT kept.rule FROM jsonb_array_elements(${season}.rules) AS kept(rule) WHERE kept.rule->>'sha' = ${sha}`;
}

/** Dates that what a rule says hangs on; the last is until when it can be done. @param rule SQL */
const hangsOnSql = (rule: string): string =>
  `ARRAY[${rule}->>'anchor', ${rule}->'from'->>'anchor', ${rule}->'until'->>'anchor',
    CASE ${rule}->>'state' WHEN 'returned' THEN 'khuPhoMeetings' ELSE 'selfAssessment.closes' END]`;

/** The ward of the household has moved such a date since the reminder `o` was written. @param household, rule SQL */
function isMovedSql({ household, rule }: Record<'household' | 'rule', string>): string {
  return `EXISTS (SELECT 1 FROM "SeasonMove" moved JOIN "Area" place ON place."unitCode" = moved."unitCode" JOIN "Household" there ON there."areaId" = place.id
    WHERE there.id = ${household} AND moved."seasonId" = o."seasonId" AND moved.at >= o.at AND moved.changed && ${hangsOnSql(rule)})`;
}

/**
 * Why the message `m`, written by a rule, must not go any more (`NoMore`), or 'holds'; no row: no rule wrote it.
 * @param now SQL
 */
export function standingSql(now: string): string {
  return `SELECT CASE WHEN rule.rule IS NULL OR ${isMovedSql({ household: 'whose.id', rule: 'rule.rule' })} THEN 'changed' WHEN ${isSnoozedSql('whose.id', now)} THEN 'snoozed'
      WHEN NOT EXISTS (SELECT 1 FROM "Membership" ms WHERE ms."accountId" = m."accountId" AND ms."householdId" = whose.id AND ms."to" IS NULL) THEN 'gone'
      WHEN NOT ${isInStateSql({ household: 'whose.id', seasonId: 'o."seasonId"', state: "rule.rule->>'state'" })} THEN 'done'
      ELSE 'holds' END
    FROM "Reminder" o JOIN "Season" s ON s.id = o."seasonId" JOIN "Household" h ON h.id = o."householdId"
    CROSS JOIN LATERAL (SELECT COALESCE(h."mergedIntoId", h.id) AS id) whose
    LEFT JOIN LATERAL (${ruleSql('s', 'o.sha')}) rule ON true
    WHERE o."messageId" = m.id`;
}

/** The reminder `m`, which waits for its reader to open our page, may still be shown. @param now SQL */
export function waitsTrulySql(now: string): string {
  return `(m.state = 'queued' AND COALESCE(m."expiresAt" >= ${now}, true) AND COALESCE((${standingSql(now)}), 'holds') = 'holds')`;
}
