/** Two households are one family: where both had answered an invitation, or had come, they have one seat; and each its own again when that is taken back. */
import { z } from 'zod';
import type { Prisma } from '../db/client.ts';
import type { Deps } from '../deps.ts';
import { lockTraining } from './training-in-hand.ts';

const moment = z.iso.datetime().nullable();

/** What may differ between two seats of a training; nothing in it names anybody. */
const seat = z.strictObject({
  id: z.string(),
  accountId: z.string().nullable(),
  answer: z.enum(['yes', 'no', 'later']).nullable(),
  answeredAt: moment,
  state: z.enum(['going', 'waiting', 'none']),
  order: z.number().int().nullable(),
  goingAt: moment,
  news: z.enum(['movedUp', 'changed', 'cancelled']).nullable(),
  dayToldAt: moment,
  soonToldAt: moment,
  checkedInAt: moment,
  checkedIn: z.enum(['link', 'digits', 'tick']).nullable(),
  tickedBy: z.string().nullable(),
  countedAt: moment,
  askedAt: moment,
  feedback: z.string().nullable(),
  feedbackAt: moment,
});
type Seat = z.infer<typeof seat>;

/** The two seats as they were, and the first of them as it is since. */
export const joinedSeats = z.array(z.strictObject({ keep: seat, drop: seat, is: seat }));
export type JoinedSeats = z.infer<typeof joinedSeats>;

const EMPTY: Omit<Seat, 'id' | 'accountId'> = {
  ...{ answer: null, answeredAt: null, state: 'none', order: null, goingAt: null, news: null, dayToldAt: null, soonToldAt: null },
  ...{ checkedInAt: null, checkedIn: null, tickedBy: null, countedAt: null, askedAt: null, feedback: null, feedbackAt: null },
};

/** What the other one had is free for who waits (fill-seats.ts). The caller holds both households. */
export async function joinSeats(deps: Deps, { keepId, dropId }: { keepId: string; dropId: string }): Promise<JoinedSeats> {
  const { db } = deps;
  const both = await db.trainingSeat.findMany({
    where: { householdId: dropId, training: { seats: { some: { householdId: keepId } } } },
    select: { trainingId: true },
    orderBy: { trainingId: 'asc' },
  });
  const joined: JoinedSeats = [];
  for (const { trainingId } of both) {
    await lockTraining(deps, trainingId);
    const [keep, drop] = [await seatAt(deps, trainingId, keepId), await seatAt(deps, trainingId, dropId)];
    const is = { ...oneOf(keep, drop), id: keep.id };
    await put(deps, is);
    await put(deps, { ...drop, ...EMPTY });
    joined.push({ keep, drop, is });
  }
  return joined;
}

/** Where somebody answered, or came, since then, the family that is kept has what it has now. */
export async function partSeats(deps: Deps, joined: JoinedSeats): Promise<void> {
  for (const { keep, drop, is } of joined) {
    const now = await deps.db.trainingSeat.findUnique({ where: { id: is.id } });
    if (!now) continue;
    await lockTraining(deps, now.trainingId);
    const { state, checkedInAt, answeredAt } = seatFrom(now);
    if (state === is.state && checkedInAt === is.checkedInAt && answeredAt === is.answeredAt) await put(deps, keep);
    await put(deps, drop);
  }
}

async function seatAt({ db }: Deps, trainingId: string, householdId: string): Promise<Seat> {
  return seatFrom(await db.trainingSeat.findUniqueOrThrow({ where: { trainingId_householdId: { trainingId, householdId } } }));
}

function seatFrom(row: Prisma.TrainingSeatGetPayload<object>): Seat {
  const { trainingId: _training, householdId: _household, officerId: _officer, invitedAt: _invited, ...rest } = row;
  return seat.parse(JSON.parse(JSON.stringify(rest)));
}

const RANK = { going: 2, waiting: 1, none: 0 };

/** Who has a place, or waits longer, stands for both; that somebody came, and how it was, is true of both. */
function oneOf(keep: Seat, drop: Seat): Seat {
  const dropIsBetter =
    RANK[drop.state] > RANK[keep.state] ||
    (drop.state === 'waiting' && keep.state === 'waiting' && (drop.order ?? 0) < (keep.order ?? 0)) ||
    (keep.answer === null && drop.answer !== null && RANK[drop.state] === RANK[keep.state]);
  const stands = dropIsBetter ? drop : keep;
  const came = keep.checkedInAt === null && drop.checkedInAt !== null ? drop : keep;
  const said = keep.feedback === null && drop.feedback !== null ? drop : keep;
  const { checkedInAt, checkedIn, tickedBy } = came;
  const { askedAt, feedback, feedbackAt } = said;
  // That it is written into the file is found there.
  const countedAt = came === keep ? keep.countedAt : null;
  return { ...stands, checkedInAt, checkedIn, tickedBy, countedAt, askedAt, feedback, feedbackAt };
}

/** Whose chat it was may be erased since. */
async function put({ db }: Deps, { id, accountId, ...data }: Seat): Promise<void> {
  const there = accountId === null ? null : await db.account.findUnique({ where: { id: accountId }, select: { id: true } });
  await db.trainingSeat.updateMany({ where: { id }, data: { ...data, accountId: there?.id ?? null } });
}
