/** Whether the lines of a decision that has not begun would take effect now: one wording for its page and for when it begins. */
import { agreesSql, controllersSql } from '../review/in-use.ts';
import { seenWithSql } from './candidates.ts';

/** Of a line `l` of the decision `d`, which may correct the line `corrected`: it recognises who is proposed, as a decision or by putting back whom one left out. */
const isNewSql = `(d.kind = 'recognition' OR corrected."left" IS NOT NULL)`;

/**
 * The stage from which a line leads to its outcome, as the table of states has it (src/review/state.ts; held by
 * test/decision/issue-due-decisions.test.ts): a recognition is of who is proposed, a correction of who was decided otherwise.
 */
const stageBeforeSql = `
  CASE WHEN ${isNewSql} THEN 'proposed' WHEN l.outcome = 'recognised' THEN 'notRecognised' ELSE 'recognised' END`;

/** As `seenSql`, but for what the household has said since: it changes nothing of what was signed, and officers read it all the same. */
const seenByOfficersSql = seenWithSql(`(a."reviewSeq" - (
    SELECT count(*) FROM "Review" said WHERE said."assessmentId" = a.id AND said.act = 'object' AND said.at > d."confirmedAt"))`);

/**
 * Rows `id`, `outcome`, `"assessmentId"`, and `leaves`: why the line would be left out, or null. An officer changed the file since the list
 * was fixed, or it does not follow the rubric in force (`changed`); nobody is there any more, or they took back what they agreed to
 * (`gone`). A correction is of the line that it corrects: it takes effect also where nobody is there any more. With `controllersSql`.
 * @param decision SQL of its id
 */
export function standingSql(decision: string): string {
  return `
  SELECT l.id, l.outcome, file.id AS "assessmentId",
    CASE WHEN file.fits THEN NULL WHEN file.id IS NOT NULL THEN 'changed' WHEN ${isNewSql} THEN 'gone' END AS leaves
  FROM "DecisionLine" l JOIN "Decision" d ON d.id = l."decisionId" LEFT JOIN "DecisionLine" corrected ON corrected.id = l."correctsId"
  LEFT JOIN LATERAL (
    SELECT a.id, a.stage::text = ${stageBeforeSql} AND ${seenByOfficersSql} = l.seen
      AND (d.kind = 'correction' OR f."rubricVersionId" IS NOT NULL) AS fits
    FROM "Assessment" a
    JOIN "Household" h ON h.id = a."householdId" AND (NOT ${isNewSql} OR h."mergedIntoId" IS NULL)
    JOIN controller ON controller."areaId" = h."areaId"
    JOIN "Season" s ON s.id = a."seasonId"
    LEFT JOIN "RubricInForce" f ON f."organisationId" = s."organisationId" AND f."seasonId" = s.id AND f.title = a.title
      AND f."rubricVersionId" = a."rubricVersionId" AND f."adoptedAt" IS NOT NULL
    WHERE a.id = l."assessmentId" AND (NOT ${isNewSql} OR ${agreesSql('h.id', 'controller."organisationId"')})
  ) file ON true
  WHERE l."decisionId" = ${decision}`;
}

/** How many lines of a decision would be left out as things stand. $1 decision. */
export const leavingSql = `WITH ${controllersSql} SELECT count(*)::int AS leaving FROM (${standingSql('$1::uuid')}) standing WHERE leaves IS NOT NULL`;
