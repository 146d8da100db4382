/** Calendar maths of Vietnam, whose clock has been seven hours ahead of UTC, winter and summer, since 1975. */
import type { SeasonDates, Window } from './definition.ts';

const OFFSET_MS = 7 * 60 * 60 * 1000;
const DAY_MS = 24 * 60 * 60 * 1000;

export type Phase = 'before' | 'open' | 'after';

/** The local date of a moment, `2027-11-15`. */
export function localDate(now: Date): string {
  return new Date(now.getTime() + OFFSET_MS).toISOString().slice(0, 10);
}

/** The local time of a moment, `07:30`. */
export function localTime(now: Date): string {
  return new Date(now.getTime() + OFFSET_MS).toISOString().slice(11, 16);
}

export function isMonday(date: string): boolean {
  return new Date(`${date}T00:00:00Z`).getUTCDay() === 1;
}

/** The first moment of a local date. */
export function startOfLocalDay(date: string): Date {
  return new Date(Date.parse(`${date}T00:00:00Z`) - OFFSET_MS);
}

/** The last millisecond of a local date: when a deadline on it ends. */
export function endOfLocalDay(date: string): Date {
  return new Date(startOfLocalDay(date).getTime() + DAY_MS - 1);
}

const NOON_MS = DAY_MS / 2;

/** The half of its day, up to noon or after it, in which a moment is: its first moment and its last. */
export function halfDayOf(now: Date): { from: Date; to: Date } {
  const start = startOfLocalDay(localDate(now)).getTime();
  const from = now.getTime() < start + NOON_MS ? start : start + NOON_MS;
  return { from: new Date(from), to: new Date(from + NOON_MS - 1) };
}

export function addDays(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);
}

/** How many days lie between two local dates; negative: the second comes first. */
export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / DAY_MS);
}

/** None once it has passed. */
export function daysLeft(today: string, until: string): number {
  return Math.max(0, daysBetween(today, until));
}

/** The last day of the year that begins on `date`: 2027-03-01 → 2028-02-29. */
export function lastDayOfYearFrom(date: string): string {
  const [year, month, day] = date.split('-').map(Number) as [number, number, number];
  return new Date(Date.UTC(year + 1, month - 1, day) - DAY_MS).toISOString().slice(0, 10);
}

/** Where a moment stands to a window; both of its days belong to it. */
export function phaseOf(window: Window, now: Date): Phase {
  const today = localDate(now);
  if (today < window.opens) return 'before';
  return today > window.closes ? 'after' : 'open';
}

/** Where a moment stands to self-assessment. */
export function phase(dates: SeasonDates, now: Date): Phase {
  return phaseOf(dates.selfAssessment, now);
}
