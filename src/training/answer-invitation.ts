/** [Tham gia] [Bận] [Hỏi lại sau]: what somebody says to a training. */
import { audit } from '../db/audit.ts';
import { isId } from '../db/is-id.ts';
import type { Deps } from '../deps.ts';
import { lockHousehold } from '../household/household-of.ts';
import { belongingOf, type Comer, comerOf, seatOf } from './comer.ts';
import { freeSeats, lastOrder, moveUp } from './seats.ts';
import { lockTraining } from './training-in-hand.ts';

export type Answer = 'yes' | 'no' | 'later';

export interface AnswerInvitation {
  /** Whose chat says it; its conversation is locked. */
  accountId: string;
  trainingId: string;
  answer: Answer;
}

export type AnsweredInvitation =
  | { outcome: 'going' }
  /** `before`: so many come first. */
  | { outcome: 'waiting'; before: number }
  | { outcome: 'declined' }
  | { outcome: 'later' }
  | { outcome: 'over' }
  | { outcome: 'cancelled' }
  /** There is no such training, or it is not for them. */
  | { outcome: 'notFound' };

/**
 * A household has one seat, whoever of it answers; the last answer holds. Who says yes when all seats are taken waits, and moves up when
 * one becomes free. Needs a transaction.
 */
export async function answerInvitation(deps: Deps, { accountId, trainingId, answer }: AnswerInvitation): Promise<AnsweredInvitation> {
  const found = isId(trainingId) ? await deps.db.training.findUnique({ where: { id: trainingId } }) : null;
  const comer = found && (await comerOf(deps, await belongingOf(deps, accountId), found));
  if (!found || !comer) return { outcome: 'notFound' };
  if (comer.householdId !== null) await lockHousehold(deps, comer.householdId);
  await lockTraining(deps, trainingId);
  const training = await deps.db.training.findUniqueOrThrow({ where: { id: trainingId } });
  if (training.state === 'cancelled') return { outcome: 'cancelled' };
  const now = deps.clock.now();
  if (training.endsAt <= now) return { outcome: 'over' };
  const before = await deps.db.trainingSeat.findUnique({ where: seatOf(trainingId, comer) });
  // Who is there has come.
  if (before?.checkedInAt) return { outcome: 'going' };
  const state = await stateFor(deps, training, before?.state ?? 'none', answer);
  await keep(deps, { comer, accountId, trainingId, answer, state, was: before?.state ?? 'none' });
  await audit(deps, {
    ...{ actor: `account:${accountId}`, action: 'training.answer', subject: `training:${trainingId}` },
    detail: { answer, state },
  });
  if (before?.state === 'going' && state === 'none') await moveUp(deps, training);
  return outcomeOf(deps, trainingId, comer, answer);
}

type State = 'going' | 'waiting' | 'none';

async function stateFor(deps: Deps, training: { id: string; capacity: number | null }, was: State, answer: Answer): Promise<State> {
  if (answer !== 'yes') return 'none';
  if (was !== 'none') return was;
  return (await freeSeats(deps, training)) > 0 ? 'going' : 'waiting';
}

interface Kept {
  comer: Comer;
  accountId: string;
  trainingId: string;
  answer: Answer;
  state: State;
  was: State;
}

async function keep(deps: Deps, { comer, accountId, trainingId, answer, state, was }: Kept): Promise<void> {
  const now = deps.clock.now();
  const moved = state === was ? {} : { state, ...(await standing(deps, trainingId, state, now)) };
  const data = { accountId, answer, answeredAt: now, ...moved };
  const create = { id: deps.ids.next(), trainingId, ...comer, ...data };
  await deps.db.trainingSeat.upsert({ where: seatOf(trainingId, comer), create, update: data });
}

async function standing(deps: Deps, trainingId: string, state: State, now: Date) {
  const order = state === 'waiting' ? await lastOrder(deps, trainingId) : null;
  return { order, goingAt: state === 'going' ? now : null, news: null, dayToldAt: null, soonToldAt: null };
}

async function outcomeOf({ db }: Deps, trainingId: string, comer: Comer, answer: Answer): Promise<AnsweredInvitation> {
  if (answer !== 'yes') return { outcome: answer === 'no' ? 'declined' : 'later' };
  const { state, order } = await db.trainingSeat.findUniqueOrThrow({ where: seatOf(trainingId, comer) });
  if (state === 'going') return { outcome: 'going' };
  const first = { trainingId, state: 'waiting' as const, checkedInAt: null, order: { lt: order ?? 0 } };
  return { outcome: 'waiting', before: await db.trainingSeat.count({ where: first }) };
}
