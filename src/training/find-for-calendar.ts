/** A training as a calendar may know it: whoever has its link reads when and where, and nothing of anybody. */
import { isId } from '../db/is-id.ts';
import type { Deps } from '../deps.ts';
import type { CalendarEvent } from './calendar-file.ts';

/** Null: no such training. */
export async function findForCalendar({ db }: Pick<Deps, 'db'>, id: string): Promise<CalendarEvent | null> {
  const training = isId(id) ? await db.training.findUnique({ where: { id } }) : null;
  if (!training) return null;
  const { title, startsAt, endsAt, place, mapUrl, state, seq, createdAt } = training;
  return { id, title, startsAt, endsAt, place, mapUrl, cancelled: state === 'cancelled', seq, createdAt };
}
