/** One question after it: how it was. */
import { audit } from '../db/audit.ts';
import type { Deps } from '../deps.ts';
import { belongingOf } from './comer.ts';
import { pressedIn } from './pressed.ts';
import { pressAbout } from './training-press.ts';

export const marks = ['good', 'fine', 'poor'] as const;
export type Mark = (typeof marks)[number];

/** So long after it somebody may say how it was. */
const DAYS = 14;

export type GivenFeedback = { outcome: 'kept'; title: string } | { outcome: 'nothing' };

export interface GiveFeedback {
  accountId: string;
  mark: Mark;
  /** The update that says it; null: none. */
  inboxId: string | null;
}

/** Of the training whose question it answers, or of the last one that they were at; the last answer holds. Needs a transaction. */
export async function giveFeedback(deps: Deps, { accountId, mark, inboxId }: GiveFeedback): Promise<GivenFeedback> {
  const { db, clock } = deps;
  const now = clock.now();
  const { household, officer } = await belongingOf(deps, accountId);
  const whose = [...(household ? [{ householdId: household.id }] : []), ...(officer ? [{ officerId: officer.id }] : [])];
  const lately = { startsAt: { lte: now }, endsAt: { gt: new Date(now.getTime() - DAYS * 24 * 60 * 60 * 1000) } };
  const data = inboxId === null ? null : await pressedIn(deps, inboxId);
  const trainingId = pressAbout(data ?? '')?.trainingId;
  const seat = await db.trainingSeat.findFirst({
    where: { OR: whose, checkedInAt: { not: null }, training: lately, ...(trainingId !== undefined && { trainingId }) },
    orderBy: [{ training: { startsAt: 'desc' } }, { id: 'asc' }],
    include: { training: { select: { title: true } } },
  });
  if (!seat) return { outcome: 'nothing' };
  await db.trainingSeat.update({ where: { id: seat.id }, data: { feedback: mark, feedbackAt: now } });
  await audit(deps, {
    ...{ actor: `account:${accountId}`, action: 'training.feedback', subject: `training:${seat.trainingId}` },
    detail: { mark },
  });
  return { outcome: 'kept', title: seat.training.title };
}
