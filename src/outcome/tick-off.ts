/** Somebody went to a household that no message reaches and told it, privately, that it is not proposed, and why. */
import type { Deps } from '../deps.ts';
import { holdFile } from '../review/act-on.ts';
import { noteNotice } from '../telling/note-notice.ts';
import { type TickedOff, type TickOptions, tickedBefore } from '../telling/tick-off-notice.ts';
import { daysToAnswer } from './days-to-answer.ts';
import { outcomeOf } from './outcome-of.ts';

/** In the transaction of the caller. */
export async function tickOff(deps: Deps, { scope, assessmentId }: TickOptions): Promise<TickedOff> {
  const inHand = await holdFile(deps, { scope, assessmentId });
  if (!inHand) return { outcome: 'notFound' };
  const outcome = await outcomeOf(deps, inHand.file);
  if (outcome?.state !== 'untold') return (await tickedBefore(deps, { scope, assessmentId, about: 'outcome' })) ?? { outcome: 'nothing' };
  const days = await daysToAnswer(deps, inHand, outcome);
  const { officerId } = scope;
  const answerBy = await noteNotice(deps, { about: 'outcome', how: 'person', assessmentId, officerId, level: inHand.level, days });
  return { outcome: 'ticked', answerBy };
}
