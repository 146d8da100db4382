import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addDays, endOfLocalDay, lastDayOfYearFrom, localDate, phase, phaseOf, startOfLocalDay } from '../../src/season/calendar.ts';
import { pickSeason } from '../../src/season/pick.ts';
import { trialDates } from '../../src/season/trial.ts';

const dates = fc
  .date({ min: new Date('2020-01-01T00:00:00Z'), max: new Date('2099-12-30T00:00:00Z'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10));
const window = fc.tuple(dates, dates).map(([a, b]) => (a < b ? { opens: a, closes: b } : { opens: b, closes: a }));

/** The same question, asked of the time zone database. */
const dayInVietnam = (at: Date) => new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Ho_Chi_Minh' }).format(at);

test('a local day is what the clocks of Vietnam show', () => {
  fc.assert(
    fc.property(fc.date({ min: new Date('2020-01-01'), max: new Date('2099-12-31'), noInvalidDate: true }), (at) => {
      expect(localDate(at)).toBe(dayInVietnam(at));
    }),
  );
});

test('a day lasts from 00:00:00.000 to 23:59:59.999, and the next begins a millisecond later', () => {
  fc.assert(
    fc.property(dates, (date) => {
      expect(localDate(startOfLocalDay(date))).toBe(date);
      expect(localDate(endOfLocalDay(date))).toBe(date);
      expect(startOfLocalDay(addDays(date, 1)).getTime()).toBe(endOfLocalDay(date).getTime() + 1);
    }),
  );
});

test.each([
  ['the turn of the year', '2026-12-31', '2026-12-31T16:59:59.999Z', '2027-01-01'],
  ['29 February', '2028-02-28', '2028-02-28T16:59:59.999Z', '2028-02-29'],
  ['28 February', '2027-02-28', '2027-02-28T16:59:59.999Z', '2027-03-01'],
  ['the end of a month of thirty', '2027-11-30', '2027-11-30T16:59:59.999Z', '2027-12-01'],
])('%s', (_, date, ends, next) => {
  expect(endOfLocalDay(date).toISOString()).toBe(ends);
  expect(localDate(new Date(endOfLocalDay(date).getTime() + 1))).toBe(next);
});

describe('a window', () => {
  test('is open on its first and on its last day, to the last millisecond', () => {
    fc.assert(
      fc.property(window, (one) => {
        const opens = startOfLocalDay(one.opens).getTime();
        const closes = endOfLocalDay(one.closes).getTime();
        expect(phaseOf(one, new Date(opens - 1))).toBe('before');
        expect(phaseOf(one, new Date(opens))).toBe('open');
        expect(phaseOf(one, new Date(closes))).toBe('open');
        expect(phaseOf(one, new Date(closes + 1))).toBe('after');
      }),
    );
  });

  test('never goes back', () => {
    const order = { before: 0, open: 1, after: 2 };
    const moment = fc.date({ min: new Date('2020-01-01'), max: new Date('2099-12-31'), noInvalidDate: true });
    fc.assert(
      fc.property(window, moment, moment, (one, a, b) => {
        const [earlier, later] = a < b ? [a, b] : [b, a];
        expect(order[phaseOf(one, earlier)]).toBeLessThanOrEqual(order[phaseOf(one, later)]);
      }),
    );
  });
});

describe('the trial season', () => {
  test('is open from its first day for a year, and the next one has another year', () => {
    fc.assert(
      fc.property(dates, (today) => {
        const trial = trialDates(today);
        expect(phase(trial, startOfLocalDay(today))).toBe('open');
        const next = addDays(trial.selfAssessment.closes, 1);
        expect(phase(trial, startOfLocalDay(next))).toBe('after');
        expect(Number(next.slice(0, 4))).toBe(Number(today.slice(0, 4)) + 1);
      }),
    );
  });

  test.each([
    ['2026-11-23', '2027-11-22'],
    ['2027-03-01', '2028-02-29'],
    ['2028-02-29', '2029-02-28'],
    ['2027-01-01', '2027-12-31'],
  ])('begun on %s it ends on %s', (today, last) => {
    expect(lastDayOfYearFrom(today)).toBe(last);
  });
});

describe('the season that matters', () => {
  const season = (name: string, opens: string, closes: string, trial = false) => ({
    name,
    trial,
    dates: { ...trialDates(opens), selfAssessment: { opens, closes } },
  });
  const old = season('2026', '2026-10-15', '2026-11-15');
  const next = season('2027', '2027-10-15', '2027-11-15');
  const trial = season('trial', '2026-01-01', '2026-12-31', true);
  const at = (date: string) => startOfLocalDay(date);

  test('is a real one, even if a trial is open', () => {
    expect(pickSeason([trial, next], at('2026-06-01'))?.name).toBe('2027');
  });

  test('is the trial while there is no other', () => {
    expect(pickSeason([trial], at('2026-06-01'))?.name).toBe('trial');
    expect(pickSeason([], at('2026-06-01'))).toBeNull();
  });

  test('is the open one, which goes on until the next begins; with none ahead, the last', () => {
    const dates = { ...next.dates, launch: '2027-01-15', registration: { opens: '2027-01-10', closes: '2027-03-01' } };
    const begun = { ...next, dates };
    expect(pickSeason([begun, old], at('2026-11-15'))?.name).toBe('2026');
    expect(pickSeason([begun, old], at('2026-11-16')), 'it meets and decides').toMatchObject({ name: '2026' });
    expect(pickSeason([begun, old], at('2027-01-09'))?.name).toBe('2026');
    expect(pickSeason([begun, old], at('2027-01-10'))?.name).toBe('2027');
    const week = { opens: '2026-10-01', closes: '2026-10-07' };
    const ended = { halfYear: '2026-06-30', learningWeek: week, khuPhoMeetings: '2026-11-25', wardList: '2026-12-05' };
    const shorter = { ...old.dates, ...ended, decision: '2026-12-10', report: '2026-12-15', cutOff: '2026-12-20', dossier: '2026-12-24' };
    const over = { ...old, dates: { ...shorter, registration: { opens: '2026-01-15', closes: '2026-04-30' } } };
    expect(pickSeason([begun, over], at('2026-12-24'))?.name).toBe('2026');
    expect(pickSeason([begun, over], at('2026-12-25'))?.name, 'its last date has passed').toBe('2027');
    expect(pickSeason([old], at('2027-03-01'))?.name).toBe('2026');
    expect(pickSeason([old, next], at('2029-03-01'))?.name).toBe('2027');
  });
});
