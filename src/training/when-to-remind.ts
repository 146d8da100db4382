/** When somebody is to be reminded of what they said yes to; never in the hours in which people are not disturbed. Pure. */
import { quietFor, USUAL_QUIET } from '../season/quiet-hours.ts';

const HOUR_MS = 60 * 60_000;
const DAY_MS = 24 * HOUR_MS;

export function isNight(at: Date): boolean {
  return quietFor(USUAL_QUIET, at) !== null;
}

export type Reminder = 'day' | 'soon';

/** A day before, and two hours before; what would fall into the night comes in the morning if that is early enough, else in the evening before. */
export function dueAt(reminder: Reminder, startsAt: Date): Date {
  const wanted = new Date(startsAt.getTime() - (reminder === 'day' ? DAY_MS : 2 * HOUR_MS));
  const quiet = quietFor(USUAL_QUIET, wanted);
  if (quiet === null) return wanted;
  const morning = new Date(wanted.getTime() + quiet);
  return startsAt.getTime() - morning.getTime() >= HOUR_MS ? morning : new Date(eveningBefore(morning).getTime() - HOUR_MS);
}

/** When the night begins that ends at `morning`. */
function eveningBefore(morning: Date): Date {
  const [begins, ends] = [USUAL_QUIET.from, USUAL_QUIET.to].map((time) => Number(time.slice(0, 2)) * HOUR_MS) as [number, number];
  return new Date(morning.getTime() - ((ends - begins + DAY_MS) % DAY_MS));
}

export interface Reminded {
  startsAt: Date;
  /** Since when there is a seat: who said yes after a reminder fell due needs none of it. */
  goingAt: Date;
  dayToldAt: Date | null;
  soonToldAt: Date | null;
}

/** What somebody is to be reminded of now; null: nothing. When both fell due while nobody was there to say it, the later one says it all. */
export function reminderDue({ startsAt, goingAt, dayToldAt, soonToldAt }: Reminded, now: Date): Reminder | null {
  if (now >= startsAt || isNight(now)) return null;
  const [day, soon] = [dueAt('day', startsAt), dueAt('soon', startsAt)];
  if (now >= soon) return soonToldAt === null && goingAt < soon ? 'soon' : null;
  return now >= day && dayToldAt === null && goingAt < day ? 'day' : null;
}
