/** How many seats a training has, and who comes next. Everything here is done under the training's lock. */
import { audit } from '../db/audit.ts';
import type { Deps } from '../deps.ts';

interface Seats {
  id: string;
  capacity: number | null;
  state: 'planned' | 'cancelled';
  endsAt: Date;
}

/** Seats that nobody has; nobody is thrown out of one, so there may be fewer than none. */
export async function freeSeats({ db }: Pick<Deps, 'db'>, { id, capacity }: Pick<Seats, 'id' | 'capacity'>): Promise<number> {
  if (capacity === null) return Number.POSITIVE_INFINITY;
  return capacity - (await db.trainingSeat.count({ where: { trainingId: id, state: 'going' } }));
}

/** The next number of the waiting list. */
export async function lastOrder({ db }: Pick<Deps, 'db'>, trainingId: string): Promise<number> {
  const { _max: most } = await db.trainingSeat.aggregate({ where: { trainingId, state: 'waiting' }, _max: { order: true } });
  return (most.order ?? 0) + 1;
}

/** Who waits longest gets what is free, and is told so by tell-news.ts. Who came all the same needs none. Returns how many. */
export async function moveUp(deps: Deps, training: Seats): Promise<number> {
  const { db, clock } = deps;
  const now = clock.now();
  if (training.state !== 'planned' || training.endsAt <= now) return 0;
  const free = await freeSeats(deps, training);
  if (free <= 0) return 0;
  const next = await db.trainingSeat.findMany({
    where: { trainingId: training.id, state: 'waiting', checkedInAt: null },
    orderBy: { order: 'asc' },
    select: { id: true },
    ...(Number.isFinite(free) && { take: free }),
  });
  if (next.length === 0) return 0;
  const data = { state: 'going', order: null, goingAt: now, news: 'movedUp', dayToldAt: null, soonToldAt: null } as const;
  await db.trainingSeat.updateMany({ where: { id: { in: next.map(({ id }) => id) } }, data });
  await audit(deps, {
    ...{ actor: 'system', action: 'training.moveUp', subject: `training:${training.id}` },
    detail: { seats: next.length },
  });
  return next.length;
}
