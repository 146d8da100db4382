import { addDays, localDate } from '../season/calendar.ts';
import { workingDaysAfter } from '../season/working-days.ts';
import { readHolidays } from './holidays.ts';

/**
 * - `outcome`: it is not proposed · `askBack`: something is asked back of it
 * - `decision`: what was decided of it · `leftOut`: a decision was made, and nothing was said of what it sent
 */
export type About = 'outcome' | 'askBack' | 'decision' | 'leftOut';

/** Days for an answer to what is asked back, at the least. */
export const DAYS_TO_ADD = 14;

/**
 * Local date, until whose end a household may answer that was told at that moment; null: there is nothing to answer.
 * @param days working days, of an outcome
 */
export async function answerByOf(about: About, toldAt: Date, days: number): Promise<string | null> {
  const day = localDate(toldAt);
  if (about === 'askBack') return addDays(day, DAYS_TO_ADD);
  if (about !== 'outcome') return null;
  return days === 0 ? day : workingDaysAfter(day, days, await readHolidays());
}
