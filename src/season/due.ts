/** What rules say when: the calendar of a season's reminders. Pure, so that any span can be looked at before it comes. */
import { addDays, startOfLocalDay } from './calendar.ts';
import type { SeasonDates } from './definition.ts';
import { type Anchor, type Anchored, isWeekday, type ReminderRule } from './rules.ts';
import { type Holidays, isWorkingDay } from './working-days.ts';

const HOUR_MS = 60 * 60 * 1000;

export interface Calendar<Rule extends ReminderRule = ReminderRule> {
  rules: readonly Rule[];
  dates: SeasonDates;
  holidays: Holidays;
}

export interface Due<Rule extends ReminderRule = ReminderRule> {
  rule: Rule;
  /** Local: with the rule and whom it is about it is one occurrence. */
  date: string;
  at: Date;
  /** Until then it is of use: as long as its grace, and never after the rule's last day. */
  until: Date;
}

/**
 * What falls due after `from` and up to `to`, in the order in which it does; of one moment in the order of the rules. However a span is
 * cut into pieces, the pieces hold the same, and nothing twice.
 */
export function dueBetween<Rule extends ReminderRule>({ rules, dates, holidays }: Calendar<Rule>, from: Date, to: Date): Due<Rule>[] {
  const all = rules.flatMap((rule) => datesOf(rule, dates, holidays).map((date) => dueOn(rule, date, dates)));
  return all.filter(({ at }) => from < at && at <= to).sort((a, b) => a.at.getTime() - b.at.getTime());
}

/** Of what counts days to a date: the last time that it speaks. Null: it does not, but every week. */
export function lastCallOf(rule: ReminderRule, { dates, holidays }: Pick<Calendar, 'dates' | 'holidays'>): string | null {
  return rule.anchor === undefined ? null : (datesOf(rule, dates, holidays).toSorted().at(-1) ?? null);
}

/** The local dates of a rule in a season, each once. */
function datesOf(rule: ReminderRule, dates: SeasonDates, holidays: Holidays): string[] {
  const last = resolve(dates, rule.until);
  const meant = rule.every ? weekly(rule.every, rule.from, dates, last) : before(rule, dates);
  const moved = rule.onlyWorkingDays ? meant.map((date) => workingDayFrom(date, last, holidays)) : meant;
  return [...new Set(moved)].filter((date) => date <= last);
}

function before({ anchor, days = [] }: ReminderRule, dates: SeasonDates): string[] {
  if (anchor === undefined) return [];
  const day = dateAt(dates, anchor);
  return days.map((offset) => addDays(day, offset));
}

function weekly(weekday: NonNullable<ReminderRule['every']>, from: Anchored | undefined, dates: SeasonDates, last: string): string[] {
  if (!from) return [];
  let date = resolve(dates, from);
  while (!isWeekday(date, weekday)) date = addDays(date, 1);
  const all: string[] = [];
  for (; date <= last; date = addDays(date, 7)) all.push(date);
  return all;
}

/** Of the days up to `last`; where none of them is a working day, one after it. */
function workingDayFrom(date: string, last: string, holidays: Holidays): string {
  let day = date;
  while (day <= last && !isWorkingDay(day, holidays)) day = addDays(day, 1);
  return day;
}

function dueOn<Rule extends ReminderRule>(rule: Rule, date: string, dates: SeasonDates): Due<Rule> {
  const at = new Date(startOfLocalDay(date).getTime() + rule.hour * HOUR_MS);
  const over = startOfLocalDay(addDays(resolve(dates, rule.until), 1));
  return { rule, date, at, until: new Date(Math.min(at.getTime() + rule.grace * HOUR_MS, over.getTime())) };
}

/** The local date that an anchor stands for. */
export function dateAt(dates: SeasonDates, anchor: Anchor): string {
  const [name, edge] = anchor.split('.') as [keyof SeasonDates, ('opens' | 'closes')?];
  const date = dates[name];
  if (typeof date === 'string') return date;
  if (edge === undefined) throw new RangeError(`${anchor} is a window`);
  return date[edge];
}

/** The local date that a rule is about: of a weekly one its last day. */
export function dateOf({ anchor, until }: ReminderRule, dates: SeasonDates): string {
  return anchor === undefined ? resolve(dates, until) : dateAt(dates, anchor);
}

export function resolve(dates: SeasonDates, { anchor, days }: Anchored): string {
  return addDays(dateAt(dates, anchor), days);
}
