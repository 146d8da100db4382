/** Whoever was there is asked once how it was, the same day if it is not too late in the evening. */
import type { PrismaClient } from '../db/client.ts';
import type { Deps } from '../deps.ts';
import { awakeNow } from './night.ts';
import { feedbackNotice } from './notices.ts';
import { AT_ONCE, tellAll } from './tell-all.ts';
import { type TellSeats, tellSeat } from './tell-seat.ts';

/** Later nobody remembers. */
const LATEST_MS = 2 * 24 * 60 * 60 * 1000;

/** A family that was ticked without a phone is asked in no chat; an officer has theirs all the same. Returns how many were asked. */
export async function askFeedback(deps: Deps & { db: PrismaClient }, { tell }: { tell: TellSeats }): Promise<number> {
  const now = deps.clock.now();
  const lately = { endsAt: { lte: now, gt: new Date(now.getTime() - LATEST_MS) } };
  const seats = await deps.db.trainingSeat.findMany({
    where: { ...unasked, training: { ...lately, ...(await awakeNow(deps, now)) } },
    select: { id: true, householdId: true, officerId: true },
    orderBy: { id: 'asc' },
    take: AT_ONCE,
  });
  return tellAll(deps, seats, (seat) => tellSeat(deps, seat, tell, (within) => questionOf(within, seat.id)));
}

const unasked = {
  ...{ checkedInAt: { not: null }, askedAt: null, feedbackAt: null },
  OR: [{ accountId: { not: null } }, { officerId: { not: null } }],
};

async function questionOf({ db, clock }: Deps, id: string) {
  const seat = await db.trainingSeat.findFirst({ where: { id, ...unasked }, include: { training: true } });
  if (!seat) return null;
  await db.trainingSeat.update({ where: { id }, data: { askedAt: clock.now() } });
  return feedbackNotice(seat.training);
}
