/**
 * When rules speak, in the plainest arithmetic: days are counted in whole numbers since 1970. Written for the test alone, from the words at
 * the head of `flows/reminders.yaml`, so that it cannot be wrong in the way in which src/season/ is.
 */
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { FLOWS } from '../support/sample.ts';

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;
const VIETNAM = 7 * HOUR;

interface Anchored {
  anchor: string;
  days?: number;
}

/** As a file says it. */
export interface PlainRule {
  id: string;
  who: string;
  state: string;
  anchor?: string;
  days?: number[];
  every?: string;
  from?: Anchored;
  until: Anchored;
  hour: number;
  onlyWorkingDays?: boolean;
  atMost: number;
  grace: number;
}

export type PlainDates = Record<string, string | Record<string, string>>;

export interface Occasion {
  rule: PlainRule;
  date: string;
  at: number;
  /** From then on it is stale. */
  over: number;
}

export function rulesOfTheFile(): PlainRule[] {
  return (parse(readFileSync(`${FLOWS}reminders.yaml`, 'utf8')) as { rules: PlainRule[] }).rules;
}

const holidays = parse(readFileSync(`${FLOWS}holidays.yaml`, 'utf8')) as {
  fixed: { day: string }[];
  years: Record<string, { day: string }[]>;
};

function numberOf(date: string): number {
  const [year, month, day] = date.split('-').map(Number) as [number, number, number];
  return Date.UTC(year, month - 1, day) / DAY;
}

function dateOf(number: number): string {
  return new Date(number * DAY).toISOString().slice(0, 10);
}

/** The local hour of a local date. */
export function momentOf(date: string, hour = 0): number {
  return numberOf(date) * DAY + hour * HOUR - VIETNAM;
}

export function localDay(at: number): string {
  return new Date(at + VIETNAM).toISOString().slice(0, 10);
}

/** Minutes since the local midnight. */
export function localMinutes(at: number): number {
  return Math.floor(((at + VIETNAM) % DAY) / MINUTE);
}

export function dayAt(dates: PlainDates, { anchor, days = 0 }: Anchored): string {
  const [name = '', edge = ''] = anchor.split('.');
  const found = dates[name];
  const date = typeof found === 'string' ? found : found?.[edge];
  if (date === undefined) throw new Error(`no date is called ${anchor}`);
  return dateOf(numberOf(date) + days);
}

/** Of a day of the week. 1 January 1970 was a Thursday. */
const WEEK = ['thursday', 'friday', 'saturday', 'sunday', 'monday', 'tuesday', 'wednesday'];
const weekdayOf = (number: number) => WEEK[((number % 7) + 7) % 7] as string;

function isOff(number: number): boolean {
  return isWeekend(number) || isHoliday(number) || isMadeUpFor(number);
}
const isWeekend = (number: number) => ['saturday', 'sunday'].includes(weekdayOf(number));
function isHoliday(number: number): boolean {
  const date = dateOf(number);
  return holidays.fixed.some(({ day }) => date.endsWith(day)) || (holidays.years[date.slice(0, 4)] ?? []).some(({ day }) => day === date);
}
/** As many working days are off after a weekend as holidays fell into it. Only what the seasons of this test need: no two weekends of one holiday. */
function isMadeUpFor(number: number): boolean {
  let owed = 0;
  for (let day = number - 10; day < number; day += 1) {
    if (isWeekend(day) && isHoliday(day)) owed += 1;
    else if (!isWeekend(day) && !isHoliday(day) && owed > 0) owed -= 1;
  }
  return owed > 0 && !isWeekend(number) && !isHoliday(number);
}

/** All that a rule says in a season, in its order. */
export function occasionsOf(rule: PlainRule, dates: PlainDates): Occasion[] {
  const last = numberOf(dayAt(dates, rule.until));
  const days = new Set<number>();
  for (const meant of meantBy(rule, dates, last)) {
    let day = meant;
    while (rule.onlyWorkingDays && day <= last && isOff(day)) day += 1;
    if (day <= last) days.add(day);
  }
  return [...days]
    .sort((a, b) => a - b)
    .map((day) => {
      const at = momentOf(dateOf(day), rule.hour);
      return { rule, date: dateOf(day), at, over: Math.min(at + rule.grace * HOUR, momentOf(dateOf(last + 1))) };
    });
}

function meantBy({ anchor, days = [], every, from }: PlainRule, dates: PlainDates, last: number): number[] {
  if (anchor !== undefined) return days.map((offset) => numberOf(dayAt(dates, { anchor, days: offset })));
  if (!from) return [];
  const first = numberOf(dayAt(dates, from));
  const all = Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => first + index);
  return all.filter((day) => weekdayOf(day) === every);
}
