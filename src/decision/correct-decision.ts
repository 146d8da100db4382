/** Corrects what an issued decision says of some households, by a decision of its own. */
import type { Deps } from '../deps.ts';
import type { TellOfficer } from '../household/tell-household.ts';
import type { Scope } from '../officer/scope.ts';
import { seenSql } from './candidates.ts';
import { decisionInHand } from './decision-in-hand.ts';
import {
  type Confirmed,
  type EnteredLine,
  enterDecision,
  enteredBefore,
  isComplete,
  isOneOnItsWay,
  type Signed,
} from './enter-decision.ts';
import { lockWard } from './ground.ts';
import { correctableSql } from './line-standing.ts';
import { type WrongDay, wrongDay } from './signed-day.ts';
import { typedIt } from './typed.ts';

export interface CorrectOptions {
  scope: Scope;
  /** Whose lines are corrected. */
  decisionId: string;
  lineIds: readonly string[];
  signed: Signed;
  reason: string;
  typed: string;
  /** The other officers of the ward. */
  tell: TellOfficer;
}

export type NotCorrected =
  | { outcome: 'notFound' }
  /** `dateBefore`: signed before what it corrects · `noReason` · `nobody`: no line was chosen · `changed`: one of them does not hold any more · as in confirm-decision.ts */
  | { outcome: 'refused'; why: 'incomplete' | WrongDay | 'dateBefore' | 'noReason' | 'onItsWay' | 'nobody' | 'changed' | 'typedOtherwise' };

/**
 * Who was recognised is not any more, or the other way round; whose line was left out is put back. It begins like any other decision.
 * Needs a transaction.
 */
export async function correctDecision(deps: Deps, options: CorrectOptions): Promise<Confirmed | NotCorrected> {
  const { scope, decisionId, signed, typed, tell } = options;
  const found = await deps.db.decision.findFirst({
    where: { id: decisionId, unitCode: { in: [...scope.wards] } },
    select: { unitCode: true },
  });
  if (!found) return { outcome: 'notFound' };
  await lockWard(deps, found.unitCode);
  const decision = await decisionInHand(deps, { scope, decisionId });
  if (!decision) return { outcome: 'notFound' };
  const { unitCode, seasonId } = decision;
  const reason = options.reason.trim();
  const lineIds = [...new Set(options.lineIds)];
  if (!isComplete(signed)) return { outcome: 'refused', why: 'incomplete' };
  const wrong = signed.date < localDay(decision.date) ? 'dateBefore' : await wrongDay(deps, { date: signed.date, seasonId });
  if (wrong) return { outcome: 'refused', why: wrong };
  if (reason === '') return { outcome: 'refused', why: 'noReason' };
  if (lineIds.length === 0) return { outcome: 'refused', why: 'nobody' };
  const before = await enteredBefore(deps, decision, { scope, signed, reason, corrects: lineIds });
  if (before && typedIt(typed, 'correction', before.households)) return before;
  if (await isOneOnItsWay(deps, decision)) return { outcome: 'refused', why: 'onItsWay' };
  const lines = await deps.db.$queryRawUnsafe<EnteredLine[]>(linesSql, decisionId, lineIds);
  if (lines.length !== lineIds.length) return { outcome: 'refused', why: 'changed' };
  if (!typedIt(typed, 'correction', lines.length)) return { outcome: 'refused', why: 'typedOtherwise' };
  // Those households were judged by what was in force then.
  const { rubricVersionId, basis } = decision;
  const judged = { rubricVersionId, basis };
  return enterDecision(deps, { scope, kind: 'correction', unitCode, seasonId, signed, judged, reason, lines, tell });
}

/** As it is stored. */
function localDay(date: Date): string {
  return date.toISOString().slice(0, 10);
}

/** $1 decision, $2 lines of it; with the other outcome, and as they stand: what they are about may be forgotten, or erased. */
const linesSql = `
SELECT l."assessmentId", l."householdId", l.head, l.code, l."areaId", l.area, COALESCE(${seenSql}, '') AS seen,
  CASE WHEN l."left" IS NULL AND l.outcome = 'recognised' THEN 'notRecognised' ELSE 'recognised' END AS outcome, l.id AS "correctsId"
FROM "DecisionLine" l JOIN "Decision" d ON d.id = l."decisionId"
LEFT JOIN "Assessment" a ON a.id = l."assessmentId"
WHERE d.id = $1::uuid AND l.id = ANY($2::uuid[]) AND ${correctableSql('l', { decision: 'd', assessment: 'a' })}
ORDER BY l.position`;
