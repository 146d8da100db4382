import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addDays, localDate, localTime } from '../../src/season/calendar.ts';
import type { SeasonDates } from '../../src/season/definition.ts';
import { type Calendar, type Due, dueBetween } from '../../src/season/due.ts';
import { parseRules } from '../../src/season/parse-rules.ts';
import { anchors, type ReminderRule, reminderRule, rulesOf } from '../../src/season/rules.ts';
import { trialDates } from '../../src/season/trial.ts';
import { isWorkingDay, parseHolidays } from '../../src/season/working-days.ts';

const flow = (name: string) => readFileSync(new URL(`../../flows/${name}`, import.meta.url), 'utf8');
const read = parseHolidays(flow('holidays.yaml'), 'holidays.yaml');
if (!read.ok) throw new Error('the holidays are broken');
const holidays = read.source.data;
const shipped = parseRules(flow('reminders.yaml'), 'reminders.yaml');
if (!shipped.ok) throw new Error(JSON.stringify(shipped.findings));
const { rules } = shipped.source.data;

const YEAR = { from: new Date('2026-12-01T00:00:00Z'), to: new Date('2028-04-01T00:00:00Z') };
const dates: SeasonDates = {
  launch: '2027-01-15',
  registration: { opens: '2027-01-15', closes: '2027-04-30' },
  halfYear: '2027-06-30',
  learningWeek: { opens: '2027-10-01', closes: '2027-10-07' },
  selfAssessment: { opens: '2027-10-15', closes: '2027-11-15' },
  khuPhoMeetings: '2027-11-25',
  wardList: '2027-12-05',
  decision: '2027-12-10',
  report: '2027-12-15',
  cutOff: '2027-12-31',
  dossier: '2028-02-28',
};

const rule = (more: Partial<ReminderRule>): ReminderRule =>
  reminderRule.parse({
    ...{ id: 'thu', who: 'household', state: 'notSent', hour: 9, sentence: 'reminder.closing', atMost: 20, grace: 10 },
    ...{ until: { anchor: 'dossier', days: 30 } },
    ...(more.every ? {} : { anchor: 'selfAssessment.closes', days: [-1] }),
    ...more,
  });
const of = (all: readonly ReminderRule[], more: Partial<Calendar> = {}) =>
  dueBetween({ rules: all, dates, holidays, ...more }, YEAR.from, YEAR.to);
const days = (all: readonly Due[]) => all.map(({ date }) => date);
const named = (all: readonly Due[]) => all.map(({ rule, date, at }) => `${rule.id} ${date} ${at.toISOString()}`);

describe('the days of a rule', () => {
  test('so many before a date, at the hour of Vietnam', () => {
    const due = of([rule({ days: [-14, -7, -3, -1] })]);
    expect(days(due)).toEqual(['2027-11-01', '2027-11-08', '2027-11-12', '2027-11-14']);
    expect(due[0]?.at.toISOString()).toBe('2027-11-01T02:00:00.000Z');
  });

  test.each([
    ['the end of a short month', { anchor: 'dossier', days: [1, 2] } as const, ['2028-02-29', '2028-03-01']],
    ['the end of a long month', { anchor: 'cutOff', days: [-61, -31] } as const, ['2027-10-31', '2027-11-30']],
    ['the turn of the year', { anchor: 'cutOff', days: [0, 1] } as const, ['2027-12-31', '2028-01-01']],
    ['a leap day counts as one', { anchor: 'dossier', days: [-1, 2] } as const, ['2028-02-27', '2028-03-01']],
  ])('%s', (_, { anchor, days: offsets }, expected) => {
    expect(days(of([rule({ anchor, days: [...offsets] })]))).toEqual(expected);
  });

  test('once a week, from a date until another, both of which belong to it', () => {
    const until = { anchor: 'selfAssessment.closes', days: 0 } as const;
    const weekly = rule({ every: 'monday', from: { anchor: 'selfAssessment.opens', days: 3 }, until });
    expect(days(of([weekly]))).toEqual(['2027-10-18', '2027-10-25', '2027-11-01', '2027-11-08', '2027-11-15']);
  });

  test('on Tết and on a Sunday nothing is said that is only for working days; it comes after, and once', () => {
    const tet = { ...dates, report: '2027-02-06' };
    const due = of([rule({ anchor: 'report', days: [-1, 0, 1, 2], onlyWorkingDays: true })], { dates: tet });
    // Friday to Tuesday are Tết; its Saturday and Sunday are made up for on the two days after.
    expect(days(due)).toEqual(['2027-02-12']);
  });

  test('what would be moved past the last day is not said', () => {
    const sunday = rule({ anchor: 'selfAssessment.closes', days: [-1], until: { anchor: 'selfAssessment.closes', days: -1 } });
    expect(days(of([sunday]))).toEqual(['2027-11-14']);
    expect(days(of([{ ...sunday, onlyWorkingDays: true }]))).toEqual([]);
  });

  test('it is of use for its grace, and never after its last day', () => {
    const [short] = of([rule({ grace: 3 })]);
    expect(short?.until.toISOString()).toBe('2027-11-14T05:00:00.000Z');
    const [last] = of([rule({ days: [0], until: { anchor: 'selfAssessment.closes', days: 0 }, grace: 72 })]);
    expect(last?.until.toISOString()).toBe('2027-11-15T17:00:00.000Z');
  });

  test('of one moment in the order of the rules', () => {
    expect(of([rule({ id: 'b' }), rule({ id: 'a' })]).map((one) => one.rule.id)).toEqual(['b', 'a']);
  });
});

const day = fc.integer({ min: 0, max: 800 }).map((offset) => addDays('2026-12-15', offset));
const anyDates = fc.record({ opens: day, days: fc.integer({ min: 0, max: 380 }) }).map(({ opens }) => trialDates(opens));
const offsets = fc.uniqueArray(fc.integer({ min: -60, max: 60 }), { minLength: 1, maxLength: 6 });
const anchor = fc.constantFrom(...anchors);
const anyRule = fc
  .record({
    ...{ anchor, days: offsets, hour: fc.integer({ min: 7, max: 20 }), onlyWorkingDays: fc.boolean() },
    ...{ every: fc.constantFrom('monday', 'friday', null), from: anchor, until: anchor, grace: fc.integer({ min: 1, max: 72 }) },
  })
  .map(({ every, anchor, days, from, until, ...more }) =>
    rule({
      ...more,
      until: { anchor: until, days: 40 },
      ...(every ? { every, from: { anchor: from, days: 0 } } : { anchor, days }),
    }),
  );
const anyRules = fc.array(anyRule, { minLength: 1, maxLength: 4 }).map((all) => all.map((one, index) => ({ ...one, id: `r${index}` })));
const moment = fc.date({ min: YEAR.from, max: new Date('2030-01-01T00:00:00Z'), noInvalidDate: true });

describe('whatever the rules and dates', () => {
  test('however a span is cut, and however the clock steps, the pieces hold the same and nothing twice', () => {
    fc.assert(
      fc.property(anyRules, anyDates, fc.array(moment, { minLength: 2, maxLength: 8 }), (all, dates, cuts) => {
        const steps = [...cuts].sort((a, b) => a.getTime() - b.getTime());
        const calendar = { rules: all, dates, holidays };
        const pieces = steps.slice(1).flatMap((to, index) => dueBetween(calendar, steps[index] as Date, to));
        const whole = dueBetween(calendar, steps[0] as Date, steps.at(-1) as Date);
        expect(named(pieces)).toEqual(named(whole));
        const keys = whole.map(({ rule, date }) => `${rule.id} ${date}`);
        expect(new Set(keys).size).toBe(keys.length);
        // A clock that goes back, or stands, makes nothing due.
        expect(dueBetween(calendar, steps.at(-1) as Date, steps[0] as Date)).toEqual([]);
      }),
    );
  });

  test('each is at its hour of its own day, within its rule, and in order', () => {
    fc.assert(
      fc.property(anyRules, anyDates, (all, dates) => {
        const due = dueBetween({ rules: all, dates, holidays }, new Date(0), new Date('2040-01-01T00:00:00Z'));
        for (const { rule, date, at, until } of due) {
          expect(localDate(at)).toBe(date);
          expect(localTime(at)).toBe(`${String(rule.hour).padStart(2, '0')}:00`);
          expect(at < until).toBe(true);
          if (rule.onlyWorkingDays) expect(isWorkingDay(date, holidays)).toBe(true);
        }
        expect(due.map(({ at }) => at.getTime())).toEqual(due.map(({ at }) => at.getTime()).sort((a, b) => a - b));
      }),
    );
  });
});

describe('the rules of a season', () => {
  test('are the shipped ones, but for those that it does without, has otherwise, or has besides', () => {
    const [first, second, ...others] = rules as [ReminderRule, ReminderRule, ...ReminderRule[]];
    const changed = { ...second, hour: 11 };
    const own = rule({ id: 'rieng' });
    expect(rulesOf(rules, [])).toEqual(rules);
    expect(rulesOf(rules, [own, changed, { id: first.id, off: true }])).toEqual([changed, ...others, own]);
  });
});
