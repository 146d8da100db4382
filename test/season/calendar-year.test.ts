/** The calendar of reminders at month ends, on the leap day, around Tết and at the turn of the year. */
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  addDays,
  daysBetween,
  endOfLocalDay,
  lastDayOfYearFrom,
  localDate,
  localTime,
  startOfLocalDay,
} from '../../src/season/calendar.ts';
import { dueBetween } from '../../src/season/due.ts';
import { reminderRule } from '../../src/season/rules.ts';
import { trialDates } from '../../src/season/trial.ts';
import { isWorkingDay, parseHolidays, workingDaysAfter } from '../../src/season/working-days.ts';

const reading = parseHolidays(readFileSync(new URL('../../flows/holidays.yaml', import.meta.url), 'utf8'), 'holidays.yaml');
if (!reading.ok) throw new Error('the shipped holidays are broken');
const holidays = reading.source.data;

/** Any day of years with and without a leap day, the ends of months among them more often than chance has them. */
const anyDay = fc.integer({ min: 0, max: 366 * 8 }).map((days) => addDays('2024-01-01', days));
const monthEnd = fc
  .tuple(fc.integer({ min: 2024, max: 2031 }), fc.integer({ min: 1, max: 12 }), fc.integer({ min: -2, max: 2 }))
  .map(([year, month, by]) => addDays(`${year}-${String(month).padStart(2, '0')}-01`, by));
const day = fc.oneof(anyDay, monthEnd);

describe('whatever day it is', () => {
  test('days add up and come back, across months, leap days and years', () => {
    fc.assert(
      fc.property(day, fc.integer({ min: -800, max: 800 }), (date, days) => {
        const other = addDays(date, days);
        expect(addDays(other, -days)).toBe(date);
        expect(daysBetween(date, other)).toBe(days);
        expect(other > date).toBe(days > 0);
      }),
    );
  });

  test('it begins at midnight of Vietnam and ends a millisecond before the next', () => {
    fc.assert(
      fc.property(day, (date) => {
        const [from, to] = [startOfLocalDay(date), endOfLocalDay(date)];
        expect([localDate(from), localTime(from), localDate(to), localTime(to)]).toEqual([date, '00:00', date, '23:59']);
        expect(localDate(new Date(from.getTime() - 1))).toBe(addDays(date, -1));
        expect(to.getTime() + 1).toBe(startOfLocalDay(addDays(date, 1)).getTime());
      }),
    );
  });

  test('a year from it ends on the day before its next birthday, if it has one', () => {
    fc.assert(
      fc.property(day, (date) => {
        const next = addDays(lastDayOfYearFrom(date), 1);
        expect(next.slice(5)).toBe(date.endsWith('-02-29') ? '03-01' : date.slice(5));
        expect([365, 366]).toContain(daysBetween(date, next));
      }),
    );
  });

  test('so many working days later is a working day, with so many between', () => {
    fc.assert(
      fc.property(day, fc.integer({ min: 1, max: 15 }), (date, n) => {
        const until = workingDaysAfter(date, n, holidays);
        let working = 0;
        for (let at = addDays(date, 1); at <= until; at = addDays(at, 1)) working += Number(isWorkingDay(at, holidays));
        expect([working, isWorkingDay(until, holidays)]).toEqual([n, true]);
      }),
      { numRuns: 60 },
    );
  });
});

describe('a rule', () => {
  const rule = (more: object) =>
    reminderRule.parse({
      ...{ id: 'thu', who: 'household', state: 'notSent', hour: 9, sentence: 'reminder.closing', atMost: 10, grace: 10 },
      ...{ anchor: 'selfAssessment.closes', days: [-3], until: { anchor: 'selfAssessment.closes' } },
      ...more,
    });
  const dueFor = (closes: string, more: object = {}) => {
    const dates = { ...trialDates('2024-01-01'), selfAssessment: { opens: '2024-01-01', closes }, report: addDays(closes, 30) };
    return dueBetween({ rules: [rule(more)], dates, holidays }, new Date('2023-01-01'), new Date('2040-01-01')).map(({ date }) => date);
  };

  test('three days before any day is three days before it', () => {
    fc.assert(
      fc.property(day, (closes) => {
        expect(dueFor(closes)).toEqual([addDays(closes, -3)]);
      }),
    );
  });

  test.each([
    ['the leap day', '2028-03-01', '2028-02-27'],
    ['February of another year', '2027-03-01', '2027-02-26'],
    ['the turn of the year', '2028-01-02', '2027-12-30'],
    ['a month of thirty days', '2027-07-02', '2027-06-29'],
  ])('counts back over %s', (_, closes, date) => expect(dueFor(closes)).toEqual([date]));

  test('that keeps to working days waits until Tết is over, and is not said where its last day comes first', () => {
    // Mùng một is 2027-02-06; the days around it are off, and one that falls on a weekend is made up for.
    const onlyWorkingDays = { onlyWorkingDays: true, anchor: 'selfAssessment.closes', days: [0], until: { anchor: 'report' } };
    const [date = ''] = dueFor('2027-02-06', onlyWorkingDays);
    expect(date).toBe(workingDaysAfter('2027-02-06', 1, holidays));
    expect(date > '2027-02-09').toBe(true);
    expect(dueFor('2027-02-06', { ...onlyWorkingDays, until: { anchor: 'selfAssessment.closes' } })).toEqual([]);
  });

  test('every week speaks once a week, also across the turn of the year', () => {
    fc.assert(
      fc.property(day, (closes) => {
        const weekly = { anchor: undefined, days: undefined, every: 'tuesday', from: { anchor: 'selfAssessment.closes', days: -40 } };
        const dates = dueFor(closes, { ...weekly, atMost: 20 });
        expect(dates.length).toBeGreaterThanOrEqual(5);
        for (const [index, date] of dates.slice(1).entries()) expect(daysBetween(dates[index] as string, date)).toBe(7);
        for (const date of dates) expect(new Date(`${date}T00:00:00Z`).getUTCDay()).toBe(2);
      }),
    );
  });
});
