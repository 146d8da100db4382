/** Who said yes hears that a seat became free for them, that it is at another time or place, or that it is cancelled; the last also who wanted to be asked again: each once. */
import type { PrismaClient } from '../db/client.ts';
import type { Deps } from '../deps.ts';
import { awakeNow } from './night.ts';
import { newsNotice } from './notices.ts';
import { AT_ONCE, tellAll } from './tell-all.ts';
import { type TellSeats, tellSeat } from './tell-seat.ts';
import { COMING, LATER } from './who-hears.ts';

/** What begins within these is told at night, too, to who comes: in the morning it may be too late. Nobody is woken up who never said yes. */
const CANNOT_WAIT_MS = 12 * 60 * 60 * 1000;

/** Officers who have not said yes hear by tell-invited.ts. */
const theirs = { AND: { OR: [COMING, LATER] } };

/** In the transaction that notes it. Returns how many heard. */
export async function tellNews(deps: Deps & { db: PrismaClient }, { tell }: { tell: TellSeats }): Promise<number> {
  const now = deps.clock.now();
  const cannotWait = { ...COMING, training: { startsAt: { lt: new Date(now.getTime() + CANNOT_WAIT_MS) } } };
  const seats = await deps.db.trainingSeat.findMany({
    where: { ...theirs, news: { in: ['movedUp', 'changed', 'cancelled'] }, OR: [{ training: await awakeNow(deps, now) }, cannotWait] },
    select: { id: true, householdId: true, officerId: true },
    orderBy: { id: 'asc' },
    take: AT_ONCE,
  });
  return tellAll(deps, seats, (seat) => tellSeat(deps, seat, tell, (within) => newsOf(within, seat.id)));
}

async function newsOf({ db, clock }: Deps, id: string) {
  const seat = await db.trainingSeat.findFirst({ where: { id, ...theirs }, include: { training: true } });
  if (!seat?.news || seat.news === 'invited') return null;
  await db.trainingSeat.update({ where: { id }, data: { news: null } });
  const { news, training } = seat;
  return training.startsAt <= clock.now() ? null : newsNotice(news, training);
}
