/** The invitation to a training, as an announcement with its three buttons: a draft that nobody gets until an officer has looked and confirmed. */
import { EMPTY, MOST_DAYS } from '../announcement/check-content.ts';
import { type Drafted, draftAnnouncement } from '../announcement/draft-announcement.ts';
import type { Deps } from '../deps.ts';
import type { Scope } from '../officer/scope.ts';
import { findTraining, type TrainingRow } from './training-in-hand.ts';

export interface InvitationOptions {
  scope: Scope;
  trainingId: string;
  /** The words of the invitation, to be changed as the officer likes. */
  textOf(training: TrainingRow): string;
  /** Labels of the buttons, each understood as typed: [Tham gia] [Bận] [Hỏi lại sau]. Pressed, they answer this training. */
  answers: readonly string[];
}

/** `over`: cancelled, or it has begun · `officersOnly`: households are not invited */
export type DraftedInvitation = Drafted | { outcome: 'refused'; why: 'over' | 'officersOnly' };

/** It goes to the households of the training's khu phố, and is of no use once that has begun. Needs a transaction. */
export async function draftInvitation(deps: Deps, { scope, trainingId, textOf, answers }: InvitationOptions): Promise<DraftedInvitation> {
  const training = await findTraining(deps, scope, trainingId);
  if (!training) return { outcome: 'notFound' };
  const { state, startsAt, audience, areaIds, unitCode } = training;
  if (state === 'cancelled' || startsAt <= deps.clock.now()) return { outcome: 'refused', why: 'over' };
  if (audience === 'officers') return { outcome: 'refused', why: 'officersOnly' };
  return draftAnnouncement(deps, {
    ...{ scope, unitCode },
    content: {
      ...EMPTY,
      text: textOf(training),
      audience: areaIds.length > 0 ? { areaIds } : {},
      buttons: answers.map((label) => ({ kind: 'open' as const, label, words: label, trainingId })),
      expiresAt: withinReach(deps, startsAt),
    },
  });
}

/** Of what begins later than an announcement is kept, the usual end holds. */
function withinReach({ clock }: Deps, startsAt: Date): Date | null {
  const days = (startsAt.getTime() - clock.now().getTime()) / (24 * 60 * 60 * 1000);
  return days <= MOST_DAYS ? startsAt : null;
}
