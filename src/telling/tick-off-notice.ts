/** Somebody went to a household that a message does not reach, and told it what was written to it. */
import type { Deps } from '../deps.ts';
import type { Scope } from '../officer/scope.ts';
import { holdFile } from '../review/act-on.ts';
import type { About } from './answer-by.ts';
import { noteNotice } from './note-notice.ts';
import { type UntoldAbout, untoldIn } from './untold-in.ts';

export type TickedOff =
  /** @property answerBy local date, until whose end it may answer; null: there is nothing to answer */
  | { outcome: 'ticked'; answerBy: string | null }
  /** It was told already, or is not to be told any more. */
  | { outcome: 'nothing' }
  /** Not there, or not theirs. */
  | { outcome: 'notFound' };

export interface TickOptions {
  scope: Scope;
  assessmentId: string;
}

/** In the transaction of the caller. */
export async function tickOffNotice(deps: Deps, { scope, assessmentId, about }: TickOptions & { about: UntoldAbout }): Promise<TickedOff> {
  const inHand = await holdFile(deps, { scope, assessmentId });
  if (!inHand) return { outcome: 'notFound' };
  const { file, level } = inHand;
  const here = { ...scope, wards: [], areas: [file.area.id] };
  const untold = (await untoldIn(deps, { scope: here, about: [about] })).some((one) => one.assessmentId === assessmentId);
  if (!untold) return (await tickedBefore(deps, { scope, assessmentId, about })) ?? { outcome: 'nothing' };
  const answerBy = await noteNotice(deps, { about, how: 'person', assessmentId, officerId: scope.officerId, level });
  return { outcome: 'ticked', answerBy };
}

/** The same officer did so already: a tick that is sent twice is one. */
export async function tickedBefore(
  { db }: Deps,
  { scope, assessmentId, about }: TickOptions & { about: About },
): Promise<{ outcome: 'ticked'; answerBy: string | null } | null> {
  const last = await db.fileNotice.findFirst({ where: { assessmentId, about }, orderBy: [{ at: 'desc' }, { id: 'desc' }] });
  if (last?.how !== 'person' || last.officerId !== scope.officerId) return null;
  return { outcome: 'ticked', answerBy: last.answerBy?.toISOString().slice(0, 10) ?? null };
}
