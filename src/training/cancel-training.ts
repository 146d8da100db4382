import { audit } from '../db/audit.ts';
import type { Deps } from '../deps.ts';
import type { Scope } from '../officer/scope.ts';
import { holdTraining } from './training-in-hand.ts';
import { ASKED, COMING, LATER } from './who-hears.ts';

export type CancelledTraining =
  | { outcome: 'cancelled'; toTell: number }
  /** It has begun: it cannot be as if it had not been. */
  | { outcome: 'refused'; why: 'begun' }
  | { outcome: 'notFound' };

/** Whoever said yes, or wanted to be asked again, is told so, by tell-news.ts, and officers who were invited, by tell-invited.ts. Needs a transaction. */
export async function cancelTraining(deps: Deps, { scope, trainingId }: { scope: Scope; trainingId: string }): Promise<CancelledTraining> {
  const training = await holdTraining(deps, scope, trainingId);
  if (!training) return { outcome: 'notFound' };
  if (training.state === 'cancelled') return { outcome: 'cancelled', toTell: 0 };
  const { db, clock } = deps;
  const now = clock.now();
  if (training.startsAt <= now) return { outcome: 'refused', why: 'begun' };
  const { officerId } = scope;
  const data = { state: 'cancelled', cancelledAt: now, cancelledBy: officerId, seq: { increment: 1 } } as const;
  await db.training.update({ where: { id: trainingId }, data });
  const whom = { trainingId, OR: [COMING, ASKED, LATER] };
  const { count: toTell } = await db.trainingSeat.updateMany({ where: whom, data: { news: 'cancelled' } });
  await audit(deps, { actor: `officer:${officerId}`, action: 'training.cancel', subject: `training:${trainingId}`, detail: { toTell } });
  return { outcome: 'cancelled', toTell };
}
