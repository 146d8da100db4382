/** Seats that became free without anybody saying so, of a household that was erased for one, go to whoever waits. */
import type { PrismaClient } from '../db/client.ts';
import type { Deps } from '../deps.ts';
import { moveUp } from './seats.ts';
import { lockTraining } from './training-in-hand.ts';

/** Run by a job. Returns how many moved up. */
export async function fillSeats(deps: Deps & { db: PrismaClient }): Promise<number> {
  const found = await deps.db.$queryRaw<{ id: string }[]>`
    SELECT t.id FROM "Training" t
    WHERE t.state = 'planned' AND t."endsAt" > ${deps.clock.now()}
      AND EXISTS (SELECT 1 FROM "TrainingSeat" s WHERE s."trainingId" = t.id AND s.state = 'waiting' AND s."checkedInAt" IS NULL)
      AND (t.capacity IS NULL OR t.capacity > (SELECT count(*) FROM "TrainingSeat" s WHERE s."trainingId" = t.id AND s.state = 'going'))`;
  let moved = 0;
  for (const { id } of found)
    moved += await deps.db.$transaction(async (db) => {
      await lockTraining({ db }, id);
      return moveUp({ ...deps, db }, await db.training.findUniqueOrThrow({ where: { id } }));
    });
  return moved;
}
