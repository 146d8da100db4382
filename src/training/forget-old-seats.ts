/** Which households were at a training is forgotten a year after it; how many there were stays, and which officers. */
import { audit } from '../db/audit.ts';
import type { PrismaClient } from '../db/client.ts';
import type { Deps } from '../deps.ts';
import { addDays, lastDayOfYearFrom, localDate } from '../season/calendar.ts';
import { lockTraining } from './training-in-hand.ts';

/** Run by a job; each training in a transaction of its own. Returns how many seats went. */
export async function forgetOldSeats(deps: Deps & { db: PrismaClient }): Promise<number> {
  const today = localDate(deps.clock.now());
  const held = await deps.db.training.findMany({
    where: { endsAt: { lt: deps.clock.now() }, seats: { some: { householdId: { not: null } } } },
    select: { id: true, endsAt: true },
  });
  let count = 0;
  for (const { id, endsAt } of held)
    if (today > lastDayOfYearFrom(addDays(localDate(endsAt), 1))) count += await deps.db.$transaction((db) => forget({ ...deps, db }, id));
  return count;
}

async function forget(deps: Deps, trainingId: string): Promise<number> {
  const { db } = deps;
  await lockTraining(deps, trainingId);
  const households = { trainingId, householdId: { not: null } };
  const attended = await db.trainingSeat.count({ where: { ...households, checkedInAt: { not: null } } });
  const { count } = await db.trainingSeat.deleteMany({ where: households });
  if (count === 0) return 0;
  const before = await db.training.findUniqueOrThrow({ where: { id: trainingId }, select: { attended: true } });
  await db.training.update({ where: { id: trainingId }, data: { attended: (before.attended ?? 0) + attended } });
  await audit(deps, { actor: 'system', action: 'training.forget', subject: `training:${trainingId}`, detail: { seats: count } });
  return count;
}
