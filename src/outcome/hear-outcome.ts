/** What a household hears of how it was judged: that it is not proposed, once it was told, or what a decision says. */
import { TITLE } from '../assessment/rubric-in-force.ts';
import { seasonOf } from '../assessment/season-of.ts';
import type { Deps } from '../deps.ts';
import type { Sentence } from '../flow/session.ts';
import { householdOf } from '../household/household-of.ts';
import { readFile } from '../review/read-files.ts';
import { decidedOf } from './decided-line.ts';
import { nextStep } from './next-step.ts';
import { isHeard, isSpokenFor, outcomeOf } from './outcome-of.ts';

export type HeardOutcome =
  /** It may answer until the end of `until`, a local date; `step`: what to do next. */
  | { outcome: 'notProposed'; reason: string; step: Sentence; until: string }
  /** It has answered, and officers have not yet. */
  | { outcome: 'objected' }
  | { outcome: 'over'; until: string }
  /** The ward read its answer, and it stays so. */
  | { outcome: 'stays' }
  /** Officers read its answer, and it is proposed after all. */
  | { outcome: 'proposed' }
  /** The khu phố proposes it, and it sent nothing itself. `until`: it may still send a form; null: not any more. */
  | { outcome: 'spokenFor'; until: string | null }
  | { outcome: 'recognised'; decided: DecidedWords }
  | { outcome: 'corrected'; decided: DecidedWords; reason: string | null }
  | { outcome: 'nothing' }
  | { outcome: 'notMember' };

export interface DecidedWords {
  year: number;
  unit: string;
  number: string;
  /** Local date. */
  date: string;
}

export async function hearOutcome(deps: Deps, { accountId }: { accountId: string }): Promise<HeardOutcome> {
  const household = await householdOf(deps, accountId);
  if (!household) return { outcome: 'notMember' };
  const season = await seasonOf(deps, household.area.unitCode);
  const file = await readFile(deps, { householdId: household.id, title: TITLE, seasonId: season.id });
  const judged = file && (await outcomeOf(deps, file));
  if (judged?.state === 'objected') return { outcome: 'objected' };
  if (judged && judged.answerBy !== null) {
    const { state, reason, answered, answerBy: until } = judged;
    if (state === 'waiting') return { outcome: 'notProposed', reason, step: nextStep(file), until };
    return answered ? { outcome: 'stays' } : { outcome: 'over', until };
  }
  if (file && isHeard(file)) return { outcome: 'proposed' };
  if (file && isSpokenFor(file))
    return { outcome: 'spokenFor', until: season.phase === 'open' ? season.dates.selfAssessment.closes : null };
  const line = await decidedOf(deps, household.id);
  if (!line) return { outcome: 'nothing' };
  const { year, unit, decision, reason } = line;
  const decided = { year, unit, ...decision };
  return line.outcome === 'recognised' ? { outcome: 'recognised', decided } : { outcome: 'corrected', decided, reason };
}
