/** When somebody is to be reminded of what they said yes to; never in the hours in which people are not disturbed. Pure. */
import { type QuietHours, quietFor, USUAL_QUIET } from '../season/quiet-hours.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

export function isNight(at: Date, night: QuietHours = USUAL_QUIET): boolean {
  return quietFor(night, at) !== null;
}

export type Reminder = 'day' | 'soon';

/** A day before, and two hours before; what would fall into the night comes in the morning if that is early enough, else in the evening before. */
export function dueAt(reminder: Reminder, startsAt: Date, night: QuietHours = USUAL_QUIET): Date {
  const wanted = new Date(startsAt.getTime() - (reminder === 'day' ? DAY_MS : 2 * HOUR_MS));
  const quiet = quietFor(night, wanted);
  if (quiet === null) return wanted;
  const morning = new Date(wanted.getTime() + quiet);
  return startsAt.getTime() - morning.getTime() >= HOUR_MS ? morning : new Date(morning.getTime() - lengthOf(night) - HOUR_MS);
}

function lengthOf({ from, to }: QuietHours): number {
  const [begins, ends] = [from, to].map((time) => Number(time.slice(0, 2)) * HOUR_MS + Number(time.slice(3)) * MINUTE_MS) as [
    number,
    number,
  ];
  return (ends - begins + DAY_MS) % DAY_MS;
}

export interface Reminded {
  startsAt: Date;
  /** Since when there is a seat: who said yes after a reminder fell due needs none of it. */
  goingAt: Date;
  dayToldAt: Date | null;
  soonToldAt: Date | null;
}

/** What somebody is to be reminded of now; null: nothing. When both fell due while nobody was there to say it, the later one says it all. */
export function reminderDue(
  { startsAt, goingAt, dayToldAt, soonToldAt }: Reminded,
  now: Date,
  night: QuietHours = USUAL_QUIET,
): Reminder | null {
  if (now >= startsAt || isNight(now, night)) return null;
  const [day, soon] = [dueAt('day', startsAt, night), dueAt('soon', startsAt, night)];
  if (now >= soon) return soonToldAt === null && goingAt < soon ? 'soon' : null;
  return now >= day && dayToldAt === null && goingAt < day ? 'day' : null;
}
