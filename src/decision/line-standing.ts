/** What holds now of the lines of decisions, as SQL for whoever shows them. */

/**
 * Issued, not left out, and no later correction says otherwise.
 * @param line SQL name of the line · @param decision of its decision
 */
export function standsSql(line: string, decision: string): string {
  return `(${decision}.state = 'issued' AND ${line}."left" IS NULL AND NOT EXISTS (${correctionSql(line)}))`;
}

/** The correction of a line that took effect: columns of `later` (line) and `by` (decision). */
export function correctionSql(line: string, columns = '1'): string {
  return `SELECT ${columns} FROM "DecisionLine" later JOIN "Decision" by ON by.id = later."decisionId"
    WHERE later."correctsId" = ${line}.id AND by.state = 'issued' AND later."left" IS NULL`;
}
