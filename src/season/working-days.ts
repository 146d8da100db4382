/** Vietnam's working days: Monday to Friday, but for public holidays, which are data (`flows/holidays.yaml`). */
import { z } from 'zod';
import { type Reading, readYaml } from '../yaml/read-yaml.ts';
import { addDays } from './calendar.ts';

const said = {
  /** As people call it. */
  name: z.string().min(1).max(60),
  /** Where it stands. */
  source: z.string().min(1).optional(),
  /** Why it is not certain. */
  unverified: z.string().min(1).optional(),
};

const known = (line: { source?: string | undefined; unverified?: string | undefined }) =>
  (line.source === undefined) !== (line.unverified === undefined);
const KNOWN = 'expected either a source, or why it is unverified';
/** In a year that has no 29 February. */
const isDayOfYear = (day: string) => !Number.isNaN(Date.parse(`2027-${day}`)) && addDays(`2027-${day}`, 0).slice(5) === day;

export const holidaysFile = z
  .strictObject({
    /** Every year: `09-02`. */
    fixed: z.array(
      z
        .strictObject({
          day: z
            .string()
            .regex(/^\d\d-\d\d$/)
            .refine(isDayOfYear, 'expected a day of every year, MM-DD'),
          ...said,
        })
        .refine(known, KNOWN),
    ),
    /** Of single years: lunar ones, and what is announced. */
    years: z.record(z.string().regex(/^20\d\d$/), z.array(z.strictObject({ day: z.iso.date(), ...said }).refine(known, KNOWN))),
  })
  .refine(({ years }) => Object.entries(years).every(([year, lines]) => lines.every(({ day }) => day.startsWith(`${year}-`))), {
    message: 'a day stands under another year than its own',
    path: ['years'],
  });

export type Holidays = z.infer<typeof holidaysFile>;

/** @param file its name as findings should show it */
export function parseHolidays(text: string, file: string): Reading<Holidays> {
  return readYaml(text, file, holidaysFile);
}

export function isWorkingDay(date: string, holidays: Holidays): boolean {
  return !isWeekend(date) && !daysOff(Number(date.slice(0, 4)), holidays).has(date);
}

/**
 * The n-th working day after a local date; the day itself does not count.
 * @param n at least 1
 */
export function workingDaysAfter(localDate: string, n: number, holidays: Holidays): string {
  if (!Number.isInteger(n) || n < 1) throw new RangeError('n has to be a whole number from 1');
  let date = localDate;
  for (let left = n; left > 0; ) {
    date = addDays(date, 1);
    if (isWorkingDay(date, holidays)) left -= 1;
  }
  return date;
}

/** The holidays of a year, and the working days on which those are made up for that fall on a weekend. */
function daysOff(year: number, { fixed, years }: Holidays): Set<string> {
  const listed = [...fixed.map(({ day }) => `${year}-${day}`), ...(years[year] ?? []).map(({ day }) => day)].sort();
  const off = new Set(listed);
  for (const day of listed.filter(isWeekend)) {
    let instead = addDays(day, 1);
    while (isWeekend(instead) || off.has(instead)) instead = addDays(instead, 1);
    off.add(instead);
  }
  return off;
}

function isWeekend(date: string): boolean {
  const day = new Date(`${date}T00:00:00Z`).getUTCDay();
  return day === 0 || day === 6;
}
