/** What holds now of the lines of decisions, as SQL for whoever shows them. */
import { agreesSql, controllerAtSql } from '../review/in-use.ts';

/**
 * Issued, not left out, and no later correction says otherwise.
 * @param line SQL name of the line · @param decision of its decision
 */
function standsSql(line: string, decision: string): string {
  return `(${decision}.state = 'issued' AND ${line}."left" IS NULL AND NOT EXISTS (${correctionSql(line)}))`;
}

/**
 * A line that a correction may be about: it holds, and its file, if it is still there, says the same; or it was left out, and can be put back.
 * @param assessment of its file, or of nothing
 */
export function correctableSql(line: string, { decision, assessment }: Record<'decision' | 'assessment', string>): string {
  return `(${standsSql(line, decision)} AND (${assessment}.id IS NULL OR ${assessment}.stage::text = ${line}.outcome::text)
    OR ${leftBehindSql(line, decision)})`;
}

/**
 * A line of a decision that was signed, and was left out when that began; its household is proposed now, and its file may be used: a
 * correction may put it back.
 */
function leftBehindSql(line: string, decision: string): string {
  return `(${decision}.state = 'issued' AND ${decision}.kind = 'recognition' AND ${line}."left" IS NOT NULL AND NOT EXISTS (${correctionSql(line)})
    AND EXISTS (
      SELECT 1 FROM "Assessment" theirs JOIN "Household" home ON home.id = theirs."householdId" AND home."mergedIntoId" IS NULL
      CROSS JOIN LATERAL ${controllerAtSql('home."areaId"')} answers
      WHERE theirs.id = ${line}."assessmentId" AND theirs.stage = 'proposed' AND ${agreesSql('home.id', 'answers."organisationId"')}))`;
}

/** The correction of a line that took effect: columns of `later` (line) and `by` (decision). */
export function correctionSql(line: string, columns = '1'): string {
  return `SELECT ${columns} FROM "DecisionLine" later JOIN "Decision" by ON by.id = later."decisionId"
    WHERE later."correctsId" = ${line}.id AND by.state = 'issued' AND later."left" IS NULL`;
}
