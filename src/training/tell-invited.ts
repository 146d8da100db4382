/**
 * Officers hear that they are invited: each once, in the chats in which they work, not in those in which they asked for silence, and never in the
 * night of the ward.
 */
import type { PrismaClient } from '../db/client.ts';
import type { Deps } from '../deps.ts';
import { comerTo, officerPlaces } from './comer.ts';
import { awakeNow } from './night.ts';
import { invitedNotice } from './notices.ts';
import { hears } from './officers-to-invite.ts';
import { AT_ONCE, tellAll } from './tell-all.ts';
import { type TellSeats, tellSeat } from './tell-seat.ts';

/** In the transaction that notes it. Returns how many heard. */
export async function tellInvited(deps: Deps & { db: PrismaClient }, { tell }: { tell: TellSeats }): Promise<number> {
  const seats = await deps.db.trainingSeat.findMany({
    where: { news: 'invited', training: await awakeNow(deps, deps.clock.now()) },
    select: { id: true, householdId: true, officerId: true },
    orderBy: { id: 'asc' },
    take: AT_ONCE,
  });
  return tellAll(deps, seats, (seat) => tellSeat(deps, seat, tell, (within) => invitationOf(within, seat.id)));
}

/**
 * Not any more, where they have answered or come meanwhile, do not do that work any more, or it is too late. Whose chats take nothing any more is not invited:
 * they are among those whom somebody has to tell.
 */
async function invitationOf(deps: Deps, id: string) {
  const { db, clock } = deps;
  const seat = await db.trainingSeat.findFirst({ where: { id, news: 'invited' }, include: { training: true } });
  if (!seat) return null;
  await db.trainingSeat.update({ where: { id }, data: { news: null } });
  const { training, officerId, answer, checkedInAt } = seat;
  const officer = officerId === null ? null : { id: officerId, places: await officerPlaces(deps, officerId) };
  const said = answer !== null || checkedInAt !== null;
  const over = training.state === 'cancelled' || training.startsAt <= clock.now();
  if (said || over || officerId === null || comerTo({ household: null, officer }, training) === null) return null;
  if (await isReached(deps, officerId)) return invitedNotice(training);
  await db.trainingSeat.update({ where: { id }, data: { invitedAt: null } });
  return null;
}

async function isReached({ db }: Deps, officerId: string): Promise<boolean> {
  return (await db.officerAccount.count({ where: { officerId, to: null, account: hears } })) > 0;
}
