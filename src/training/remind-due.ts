/**
 * Who said yes is reminded a day before and two hours before, each once, and never in the night of its ward; who said "Hỏi lại sau" is asked again then,
 * an officer not in chats in which they asked for silence. It is a notice of their own, not an advertisement: they said that they will come, or want to be
 * asked, and saying no takes one press. Whoever asked for silence hears of it when they next write, if it has not begun by then.
 */
import { nightOf } from '../announcement/sending-settings.ts';
import type { PrismaClient } from '../db/client.ts';
import type { Deps } from '../deps.ts';
import type { TellOfficer } from '../household/tell-household.ts';
import type { QuietHours } from '../season/quiet-hours.ts';
import { comerTo, officerPlaces } from './comer.ts';
import { awakeNow } from './night.ts';
import { againNotice, reminderNotice } from './notices.ts';
import { AT_ONCE, tellAll } from './tell-all.ts';
import { type SeatToTell, type TellSeats, tellSeat } from './tell-seat.ts';
import { type Reminder, reminderDue } from './when-to-remind.ts';

/** No reminder is due earlier. */
const EARLIEST_MS = 48 * 60 * 60 * 1000;

/** Whoever has not said yes is asked at leisure: it can wait. */
export interface TellReminded extends TellSeats {
  officerAtLeisure: TellOfficer;
}

/** In the transaction that notes it. Returns how many were reminded. */
export async function remindDue(deps: Deps & { db: PrismaClient }, { tell }: { tell: TellReminded }): Promise<number> {
  const now = deps.clock.now();
  const seats = await candidates(deps, now);
  const nights = await nightsOf(deps, seats);
  const due = seats.filter((seat) => isDue(seat, seat.training.startsAt, now, nights.get(seat.training.unitCode)));
  const asking = { ...tell, officer: tell.officerAtLeisure };
  const states = new Map(due.map(({ id, state }) => [id, state]));
  return tellAll(deps, due.slice(0, AT_ONCE), (seat: SeatToTell) => {
    const state = states.get(seat.id) ?? 'none';
    return tellSeat(deps, seat, state === 'going' ? tell : asking, (within) => reminderOf(within, seat.id, state));
  });
}

/** What news they have still to hear says the same. */
const waits = {
  ...{ checkedInAt: null, news: null, soonToldAt: null },
  OR: [{ state: 'going' as const }, { state: 'none' as const, answer: 'later' as const }],
};

interface Seat {
  state: 'going' | 'waiting' | 'none';
  goingAt: Date | null;
  answeredAt: Date | null;
  dayToldAt: Date | null;
  soonToldAt: Date | null;
}

function isDue(seat: Seat, startsAt: Date, now: Date, night?: QuietHours): Reminder | null {
  const { dayToldAt, soonToldAt } = seat;
  return reminderDue({ startsAt, goingAt: sinceOf(seat) ?? now, dayToldAt, soonToldAt }, now, night);
}

/** Who does not answer when they are asked again is left alone. */
function sinceOf({ state, goingAt, answeredAt, dayToldAt }: Seat): Date | null {
  if (state === 'going') return goingAt;
  return answeredAt && dayToldAt && answeredAt <= dayToldAt ? null : answeredAt;
}

async function nightsOf(deps: Deps, seats: readonly { training: { unitCode: string } }[]): Promise<ReadonlyMap<string, QuietHours>> {
  const nights = new Map<string, QuietHours>();
  for (const unitCode of new Set(seats.map(({ training }) => training.unitCode))) nights.set(unitCode, await nightOf(deps, unitCode));
  return nights;
}

async function candidates({ db }: Deps, now: Date) {
  const training = {
    state: 'planned' as const,
    ...(await awakeNow({ db }, now)),
    startsAt: { gt: now, lt: new Date(now.getTime() + EARLIEST_MS) },
  };
  return db.trainingSeat.findMany({
    where: { ...waits, training },
    select: {
      ...{ id: true, householdId: true, officerId: true, state: true, goingAt: true, answeredAt: true, dayToldAt: true, soonToldAt: true },
      training: { select: { startsAt: true, unitCode: true } },
    },
    orderBy: [{ training: { startsAt: 'asc' } }, { id: 'asc' }],
  });
}

/** Who has answered otherwise meanwhile (not `state` any more) is for the next run. */
async function reminderOf(deps: Deps, id: string, state: Seat['state']) {
  const { db, clock } = deps;
  const now = clock.now();
  const seat = await db.trainingSeat.findFirst({
    where: { id, state, AND: waits, training: { state: 'planned' } },
    include: { training: true, household: { include: { area: { select: { unitCode: true } } } } },
  });
  if (!seat) return null;
  const { training } = seat;
  const reminder = isDue(seat, training.startsAt, now, await nightOf(deps, training.unitCode));
  if (!reminder) return null;
  await db.trainingSeat.update({ where: { id }, data: reminder === 'day' ? { dayToldAt: now } : { soonToldAt: now } });
  if (seat.state === 'going') return reminderNotice(reminder, training);
  return (await isForThem(deps, seat)) ? againNotice(reminder, training) : null;
}

interface Whose {
  officerId: string | null;
  household: { id: string; areaId: string; area: { unitCode: string } } | null;
  training: Parameters<typeof comerTo>[1];
}

/** Who has moved, or does not do that work any more, is not asked what they could not say yes to. */
async function isForThem(deps: Deps, { officerId, household, training }: Whose): Promise<boolean> {
  const officer = officerId === null ? null : { id: officerId, places: await officerPlaces(deps, officerId) };
  const lives = household && { id: household.id, areaId: household.areaId, unitCode: household.area.unitCode };
  return comerTo({ household: lives, officer }, training) !== null;
}
