/** The hours that an officer most likely wants: this evening, tomorrow morning; never one of the night. Pure. */
import { addDays, localDate, startOfLocalDay } from '../season/calendar.ts';
import { type QuietHours, quietFor } from '../season/quiet-hours.ts';
import { startOf } from './start-of.ts';

const MOST = 3;
const HOUR_MS = 60 * 60 * 1000;

const usual = [
  { is: 'thisMorning', days: 0, hour: 8 },
  { is: 'tonight', days: 0, hour: 19 },
  { is: 'tomorrow', days: 1, hour: 8 },
  { is: 'tomorrowNight', days: 1, hour: 19 },
] as const;

export interface OfferedHour {
  is: (typeof usual)[number]['is'];
  /** "19:00" */
  time: string;
  at: Date;
}

export function offeredHours(now: Date, night: QuietHours): OfferedHour[] {
  const soonest = startOf({ sendAt: null }, now, night);
  return usual
    .map(({ is, days, hour }) => {
      const at = new Date(startOfLocalDay(addDays(localDate(now), days)).getTime() + hour * HOUR_MS);
      return { is, time: `${String(hour).padStart(2, '0')}:00`, at };
    })
    .filter(({ at }) => at > soonest && quietFor(night, at) === null)
    .slice(0, MOST);
}
