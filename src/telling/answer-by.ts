import { localDate } from '../season/calendar.ts';
import { workingDaysAfter } from '../season/working-days.ts';
import { readHolidays } from './holidays.ts';

/** Local date, until whose end somebody may answer who was told at that moment. */
export async function answerByOf(toldAt: Date, days: number): Promise<string> {
  const day = localDate(toldAt);
  return days === 0 ? day : workingDaysAfter(day, days, await readHolidays());
}
