/** When people are not disturbed, and when somebody is to be reminded of what they said yes to. Pure; the clock of Vietnam. */
import { addDays, localDate, startOfLocalDay } from '../season/calendar.ts';

const HOUR_MS = 60 * 60_000;
const DAY_MS = 24 * HOUR_MS;
/** Local hours: from nine in the evening to seven in the morning. */
const FROM = 21;
const TO = 7;

export function isNight(at: Date): boolean {
  const hour = (at.getTime() - startOfLocalDay(localDate(at)).getTime()) / HOUR_MS;
  return hour >= FROM || hour < TO;
}

export type Reminder = 'day' | 'soon';

/** A day before, and two hours before; what would fall into the night comes in the morning if that is early enough, else in the evening before. */
export function dueAt(reminder: Reminder, startsAt: Date): Date {
  const wanted = new Date(startsAt.getTime() - (reminder === 'day' ? DAY_MS : 2 * HOUR_MS));
  if (!isNight(wanted)) return wanted;
  const morning = endOfNight(wanted);
  if (startsAt.getTime() - morning.getTime() >= HOUR_MS) return morning;
  return new Date(morning.getTime() - (24 - FROM + TO + 1) * HOUR_MS);
}

/** Of the night that a moment lies in. */
function endOfNight(at: Date): Date {
  const date = localDate(at);
  const today = new Date(startOfLocalDay(date).getTime() + TO * HOUR_MS);
  return at < today ? today : new Date(startOfLocalDay(addDays(date, 1)).getTime() + TO * HOUR_MS);
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
