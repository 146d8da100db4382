import { audit } from '../db/audit.ts';
import type { Deps } from '../deps.ts';
import type { Scope } from '../officer/scope.ts';
import { doorCloses } from './door-hours.ts';
import { moveUp } from './seats.ts';
import { type CheckedFields, checkFields, type FieldMistake, type TrainingFields } from './training-fields.ts';
import { holdTraining, type TrainingRow } from './training-in-hand.ts';
import { ASKED, COMING } from './who-hears.ts';

export interface ChangeTraining extends TrainingFields {
  scope: Scope;
  trainingId: string;
  /** `TrainingRow.seq` as they saw it. */
  seq: number;
}

export type ChangedTraining =
  | { outcome: 'changed'; movedUp: number }
  | { outcome: 'mistakes'; mistakes: FieldMistake[] }
  /** Somebody changed it meanwhile. */
  | { outcome: 'stale' }
  | { outcome: 'refused'; why: 'cancelled' | 'over' }
  | { outcome: 'notFound' };

/**
 * Whoever said yes is told of another time or place, and officers who were invited and have not said no. With fewer seats than before nobody who has one loses it: the next ones wait. With
 * more of them the waiting list moves up. Needs a transaction.
 */
export async function changeTraining(deps: Deps, options: ChangeTraining): Promise<ChangedTraining> {
  const { scope, trainingId, seq } = options;
  const before = await holdTraining(deps, scope, trainingId);
  if (!before) return { outcome: 'notFound' };
  if (before.state === 'cancelled') return { outcome: 'refused', why: 'cancelled' };
  const now = deps.clock.now();
  if (before.endsAt <= now) return { outcome: 'refused', why: 'over' };
  if (before.seq !== seq) return { outcome: 'stale' };
  const checked = checkFields(options, now, before.startsAt);
  if ('mistakes' in checked) return { outcome: 'mistakes', ...checked };
  const after = checked.ok;
  const training = await deps.db.training.update({ where: { id: trainingId }, data: { ...after, seq: { increment: 1 } } });
  const told = await noteNews(deps, before, after);
  await moveDoor(deps, trainingId, after);
  const movedUp = await moveUp(deps, training);
  await audit(deps, {
    ...{ actor: `officer:${scope.officerId}`, action: 'training.change', subject: `training:${trainingId}` },
    detail: { toTell: told, movedUp, capacity: after.capacity },
  });
  return { outcome: 'changed', movedUp };
}

/** Who comes, or was asked to, hears of another time or place; who has not heard yet of their seat hears of both at once. */
async function noteNews({ db }: Deps, before: TrainingRow, after: CheckedFields): Promise<number> {
  const moved = before.startsAt.getTime() !== after.startsAt.getTime();
  const elsewhere = before.place !== after.place || before.mapUrl !== after.mapUrl;
  if (!moved && !elsewhere && before.endsAt.getTime() === after.endsAt.getTime()) return 0;
  const trainingId = before.id;
  if (moved) await db.trainingSeat.updateMany({ where: { trainingId }, data: { dayToldAt: null, soonToldAt: null } });
  const { count } = await db.trainingSeat.updateMany({ where: { trainingId, news: null, OR: [COMING, ASKED] }, data: { news: 'changed' } });
  return count;
}

/** What hangs at the door already stays good. */
async function moveDoor({ db }: Deps, trainingId: string, after: CheckedFields): Promise<void> {
  const expiresAt = doorCloses(after);
  await db.code.updateMany({ where: { kind: 'training', trainingId }, data: { expiresAt } });
  await db.code.updateMany({ where: { kind: 'digits', standsFor: { trainingId } }, data: { expiresAt } });
}
