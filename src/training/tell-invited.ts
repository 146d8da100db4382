/**
 * Officers hear that they are invited, and, until they have said yes or no, what is new of it: each once, in the chats in which they work, not in those in
 * which they asked for silence, and never in the night of the ward.
 */
import type { Prisma, PrismaClient } from '../db/client.ts';
import type { Deps } from '../deps.ts';
import type { Notice } from '../household/tell-household.ts';
import { comerTo, officerPlaces } from './comer.ts';
import { invitedAtHome } from './invited-at-home.ts';
import { awakeNow } from './night.ts';
import { changedNotice, invitedNotice, newsNotice } from './notices.ts';
import { hears } from './officers-to-invite.ts';
import { AT_ONCE, tellAll } from './tell-all.ts';
import { type TellSeats, tellSeat } from './tell-seat.ts';

/** In the transaction that notes it. Returns how many heard. */
export async function tellInvited(deps: Deps & { db: PrismaClient }, { tell }: { tell: TellSeats }): Promise<number> {
  const seats = await deps.db.trainingSeat.findMany({
    where: { ...untold, training: await awakeNow(deps, deps.clock.now()) },
    select: { id: true, householdId: true, officerId: true },
    orderBy: { id: 'asc' },
    take: AT_ONCE,
  });
  return tellAll(deps, seats, (seat) => tellSeat(deps, seat, tell, (within) => invitationOf(within, seat.id)));
}

/** Who comes hears by tell-news.ts. */
const untold = { officerId: { not: null }, OR: [{ news: 'invited' as const }, { state: 'none' as const, news: { not: null } }] };

/**
 * Not any more, where they have answered or come meanwhile, do not do that work any more, or it is too late. Whose chats take nothing any more is not invited:
 * they are among those whom somebody has to tell. Nor is who has the same invitation as a family by now.
 */
async function invitationOf(deps: Deps, id: string) {
  const { db } = deps;
  const seat = await db.trainingSeat.findFirst({ where: { id, ...untold }, include: { training: true } });
  if (!seat?.news || seat.officerId === null) return null;
  await db.trainingSeat.update({ where: { id }, data: { news: null } });
  if (!(await concerns(deps, seat))) return null;
  const asked = seat.news === 'invited' && (await invitedAtHome(deps, seat.training, seat.officerId)).has(seat.officerId);
  if (!asked && (await isReached(deps, seat.officerId))) return noticeOf(seat);
  await db.trainingSeat.update({ where: { id }, data: { invitedAt: null } });
  return null;
}

type Seat = Prisma.TrainingSeatGetPayload<{ include: { training: true } }>;

/** "Hỏi lại sau" is no answer to what has changed since, nor to being invited after that. */
async function concerns(deps: Deps, { training, officerId, answer, answeredAt, invitedAt, checkedInAt, news }: Seat): Promise<boolean> {
  if (officerId === null || checkedInAt !== null || training.startsAt <= deps.clock.now()) return false;
  const before = answer === 'later' && answeredAt !== null && invitedAt !== null && answeredAt < invitedAt;
  if (news === 'invited' ? (answer !== null && !before) || training.state === 'cancelled' : answer === 'no') return false;
  return comerTo({ household: null, officer: { id: officerId, places: await officerPlaces(deps, officerId) } }, training) !== null;
}

function noticeOf({ news, training }: Seat): Notice {
  if (news === 'cancelled') return newsNotice(news, training);
  return news === 'changed' ? changedNotice(training) : invitedNotice(training);
}

async function isReached({ db }: Deps, officerId: string): Promise<boolean> {
  return (await db.officerAccount.count({ where: { officerId, to: null, account: hears } })) > 0;
}
