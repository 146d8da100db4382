/** Somebody went to a household that no message reaches and told it, privately, that it is not proposed, and why. */
import type { Deps } from '../deps.ts';
import type { Scope } from '../officer/scope.ts';
import { holdFile } from '../review/act-on.ts';
import { daysToAnswer, noteNotice } from '../telling/note-notice.ts';
import { outcomeOf } from './outcome-of.ts';

export type TickedOff =
  /** @property answerBy local date, until whose end it may answer */
  | { outcome: 'ticked'; answerBy: string }
  /** It was told already, or is not to be told any more. */
  | { outcome: 'nothing' }
  /** Not there, or not theirs. */
  | { outcome: 'notFound' };

/** In the transaction of the caller. */
export async function tickOff(deps: Deps, { scope, assessmentId }: { scope: Scope; assessmentId: string }): Promise<TickedOff> {
  const inHand = await holdFile(deps, { scope, assessmentId });
  if (!inHand) return { outcome: 'notFound' };
  const outcome = await outcomeOf(deps, inHand.file);
  if (outcome?.state !== 'untold') return (await tickedBefore(deps, { scope, assessmentId })) ?? { outcome: 'nothing' };
  const days = await daysToAnswer(deps, inHand, outcome);
  const answerBy = await noteNotice(deps, inHand, { how: 'person', officerId: scope.officerId, days });
  return answerBy === null ? { outcome: 'nothing' } : { outcome: 'ticked', answerBy };
}

/** The same officer did so already: a tick that is sent twice is one. */
async function tickedBefore({ db }: Deps, { scope, assessmentId }: { scope: Scope; assessmentId: string }): Promise<TickedOff | null> {
  const last = await db.outcomeNotice.findFirst({ where: { assessmentId }, orderBy: [{ at: 'desc' }, { id: 'desc' }] });
  if (last?.how !== 'person' || last.officerId !== scope.officerId || last.answerBy === null) return null;
  return { outcome: 'ticked', answerBy: last.answerBy.toISOString().slice(0, 10) };
}
