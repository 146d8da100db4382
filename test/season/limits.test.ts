/** How far a ward may move a date: what the city says, and what nobody moves. */
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { addDays } from '../../src/season/calendar.ts';
import { dateAt } from '../../src/season/due.ts';
import { differing, limitsIn, type MovedDates, refusals, withMoved } from '../../src/season/limits.ts';
import { outOfOrder } from '../../src/season/order.ts';
import { parseSeason } from '../../src/season/parse.ts';
import { anchors } from '../../src/season/rules.ts';
import { trialDates } from '../../src/season/trial.ts';

const example = readFileSync(new URL('../../flows/seasons/vi-du-2027.yaml.example', import.meta.url), 'utf8');
const dates = (() => {
  const parsed = parseSeason(example, 'example');
  if (!parsed.ok) throw new Error('the example is broken');
  return parsed.season.dates;
})();
const limits = limitsIn(dates, {
  'selfAssessment.opens': { daysBefore: 5, daysAfter: 5 },
  'selfAssessment.closes': { daysBefore: 0, daysAfter: 7 },
  khuPhoMeetings: { earliest: '2027-11-20', latest: '2027-11-30' },
});
const move = (wanted: MovedDates, today = '2027-10-01', is = dates) => refusals({ is, wanted, limits, today });

test('limits are days before and after the city’s date, or two days', () => {
  expect(limits).toEqual({
    'selfAssessment.opens': { earliest: '2027-10-10', latest: '2027-10-20' },
    'selfAssessment.closes': { earliest: '2027-11-15', latest: '2027-11-22' },
    khuPhoMeetings: { earliest: '2027-11-20', latest: '2027-11-30' },
  });
});

describe('a date', () => {
  it('moves up to the limits, which a refusal names', () => {
    expect(move({ 'selfAssessment.closes': '2027-11-22' })).toEqual([]);
    const span = { earliest: '2027-11-15', latest: '2027-11-22' };
    expect(move({ 'selfAssessment.closes': '2027-11-23' })).toEqual([{ anchor: 'selfAssessment.closes', why: 'limits', span }]);
    expect(move({ 'selfAssessment.closes': '2027-11-14' })).toEqual([{ anchor: 'selfAssessment.closes', why: 'limits', span }]);
  });

  it('that the city does not let move stays', () => {
    expect(move({ report: '2027-12-14' })).toEqual([{ anchor: 'report', why: 'fixed' }]);
  });

  it('that is over stays; one that ends today may still end later, and what begins today has begun', () => {
    expect(move({ 'selfAssessment.closes': '2027-11-20' }, '2027-11-15')).toEqual([]);
    expect(move({ 'selfAssessment.closes': '2027-11-20' }, '2027-11-16')).toEqual([{ anchor: 'selfAssessment.closes', why: 'past' }]);
    expect(move({ 'selfAssessment.opens': '2027-10-20' }, '2027-10-15')).toEqual([{ anchor: 'selfAssessment.opens', why: 'past' }]);
  });

  it('moves to a day of which people can still hear', () => {
    expect(move({ 'selfAssessment.opens': '2027-10-12' }, '2027-10-12')).toEqual([{ anchor: 'selfAssessment.opens', why: 'soon' }]);
    expect(move({ 'selfAssessment.opens': '2027-10-13' }, '2027-10-12')).toEqual([]);
  });

  it('stays in the order in which things happen', () => {
    const wanted = { 'selfAssessment.closes': '2027-11-22', khuPhoMeetings: '2027-11-20' };
    expect(move(wanted)).toEqual([{ anchor: 'khuPhoMeetings', why: 'order', first: 'selfAssessment.closes' }]);
  });

  it('moves back, which undoes it', () => {
    const moved = withMoved(dates, { 'selfAssessment.closes': '2027-11-20' });
    expect(move({ 'selfAssessment.closes': '2027-11-15' }, '2027-10-01', moved)).toEqual([]);
  });
});

test('the example’s own limits can be switched on as they stand there', () => {
  const on =
    example.slice(0, example.indexOf('# limits:')) + example.slice(example.indexOf('# limits:')).replace(/^# ?(limits:| {2}\S)/gm, '$1');
  const parsed = parseSeason(on.replace(/^\s{2}giaDinh:.*$|^\s{2}- \{ id.*$/gm, ''), 'example');
  expect(parsed).toMatchObject({ ok: true, season: { limits: { 'selfAssessment.closes': { daysBefore: 0, daysAfter: 7 } } } });
});

test.each([
  [
    'limits that leave out the city’s own day',
    'city',
    '{ decision: { earliest: 2027-12-11, latest: 2027-12-14 } }',
    'is not within its own limits',
  ],
  ['limits of a ward', '"25813"', '{ decision: { daysBefore: 1, daysAfter: 1 } }', 'a ward says no limits'],
  ['a date that there is not', 'city', '{ meetings: { daysBefore: 1, daysAfter: 1 } }', 'limits'],
])('%s are refused', (_, organisation, said, problem) => {
  const parsed = parseSeason(`${example.replace('organisation: city', `organisation: ${organisation}`)}limits: ${said}\n`, 'mine.yaml');
  expect(parsed.ok ? [] : parsed.findings.map((one) => one.problem)).toContainEqual(expect.stringContaining(problem));
});

describe('whatever a ward wants', () => {
  const someDay = fc.integer({ min: -60, max: 60 });
  const wish = fc
    .dictionary(fc.constantFrom(...anchors), someDay)
    .map((days) =>
      Object.fromEntries(Object.entries(days).map(([anchor, by]) => [anchor, addDays(dateAt(dates, anchor as 'decision'), by)])),
    );
  const anyToday = fc.integer({ min: 0, max: 420 }).map((days) => addDays('2027-01-01', days));

  test('is within the limits, ahead and in order, or is refused', () => {
    fc.assert(
      fc.property(wish, anyToday, (wanted, today) => {
        const will = withMoved(dates, wanted);
        if (move(wanted, today).length > 0) return;
        expect(outOfOrder(will)).toEqual([]);
        for (const anchor of differing(will, dates)) {
          const span = limits[anchor];
          expect(span && span.earliest <= dateAt(will, anchor) && dateAt(will, anchor) <= span.latest).toBe(true);
          expect(dateAt(will, anchor) > today).toBe(true);
        }
      }),
    );
  });

  test('that is allowed can be taken back as long as the old day is ahead', () => {
    fc.assert(
      fc.property(wish, (wanted) => {
        if (move(wanted).length > 0) return;
        const back = Object.fromEntries(Object.keys(wanted).map((anchor) => [anchor, dateAt(dates, anchor as 'decision')]));
        expect(move(back, '2027-10-01', withMoved(dates, wanted))).toEqual([]);
      }),
    );
  });
});

test('a trial’s dates are in order whenever it begins', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 366 * 8 }), (days) => {
      const today = addDays('2024-01-01', days);
      expect(outOfOrder(trialDates(today))).toEqual([]);
    }),
  );
});
