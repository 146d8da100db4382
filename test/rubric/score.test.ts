import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Answers, Facts, Rubric } from '../../src/rubric/definition.ts';
import { type Score, score } from '../../src/rubric/score.ts';
import { answersTo, anyRubric, facts, indicatorsOf, nobody, shipped, shippedRubrics } from './rubrics.ts';

/** A rubric, a household and what it answered. */
const cases = fc
  .oneof(fc.constantFrom(...shippedRubrics), anyRubric)
  .chain((rubric) => fc.tuple(fc.constant(rubric), answersTo(rubric), facts, fc.constantFrom('normal' as const, 'difficult' as const)));

describe('any household on any rubric', () => {
  test('has from nothing to all points, and so has every line', () => {
    fc.assert(
      fc.property(cases, ([rubric, answers, household, area]) => {
        const result = score(rubric, answers, household, area);
        expect(result.points).toBeGreaterThanOrEqual(0);
        expect(result.points).toBeLessThanOrEqual(rubric.total);
        for (const line of result.lines) {
          expect(line.points).toBeGreaterThanOrEqual(0);
          expect(line.points).toBeLessThanOrEqual(line.max);
        }
      }),
    );
  });

  test('never loses points, nor the title, by a better answer', () => {
    fc.assert(
      fc.property(cases, fc.nat(), ([rubric, answers, household, area], pick) => {
        const indicators = indicatorsOf(rubric).filter((one) => one.answeredBy === 'household' && answers[one.id] !== 'na');
        const indicator = indicators[pick % Math.max(indicators.length, 1)];
        if (!indicator) return;
        const worstFirst = [...indicator.levels].sort((a, b) => a.points - b.points);
        const scores = worstFirst.map((level) => score(rubric, { ...answers, [indicator.id]: level.id }, household, area));
        scores.slice(1).forEach((better, index) => {
          const worse = scores[index] as Score;
          expect(better.points).toBeGreaterThanOrEqual(worse.points);
          expect(Number(better.enough)).toBeGreaterThanOrEqual(Number(worse.enough));
        });
      }),
    );
  });

  test('never loses points by answering what was open', () => {
    fc.assert(
      fc.property(cases, fc.nat(), ([rubric, answers, household, area], pick) => {
        const before = score(rubric, answers, household, area);
        const open = before.missing[pick % Math.max(before.missing.length, 1)];
        const level = indicatorsOf(rubric).find((one) => one.id === open)?.levels[0];
        if (!open || !level) return;
        const after = score(rubric, { ...answers, [open]: level.id }, household, area);
        expect(after.points).toBeGreaterThanOrEqual(before.points);
        expect(after.missing).toEqual(before.missing.filter((one) => one !== open));
      }),
    );
  });

  test('has the same score when everything went through the database as JSON', () => {
    const stored = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;
    fc.assert(
      fc.property(cases, ([rubric, answers, household, area]) => {
        const first = score(rubric, answers, household, area);
        expect(stored(score(stored(rubric), stored(answers), stored(household), area))).toEqual(stored(first));
      }),
    );
  });

  test('has the same score in whatever order it answered', () => {
    fc.assert(
      fc.property(cases, ([rubric, answers, household, area]) => {
        const reversed = Object.fromEntries(Object.entries(answers).reverse());
        expect(score(rubric, reversed, household, area)).toEqual(score(rubric, answers, household, area));
      }),
    );
  });

  test('gains what it is told it would gain', () => {
    fc.assert(
      fc.property(cases, ([rubric, answers, household, area]) => {
        const before = score(rubric, answers, household, area);
        for (const { indicator, level, gain } of before.gains) {
          const after = score(rubric, { ...answers, [indicator]: level }, household, area);
          expect(before.points + gain).toBeCloseTo(after.points, 6);
        }
        expect(before.gains.map((one) => one.gain)).toEqual(before.gains.map((one) => one.gain).sort((a, b) => b - a));
      }),
    );
  });

  test('has one line an indicator, each with its rule', () => {
    fc.assert(
      fc.property(cases, ([rubric, answers, household, area]) => {
        const { lines, missing, complete, rule } = score(rubric, answers, household, area);
        expect(lines.map((line) => line.indicator)).toEqual(indicatorsOf(rubric).map((one) => one.id));
        expect(missing).toEqual(lines.filter((line) => line.rule === 'unanswered').map((line) => line.indicator));
        expect(complete).toBe(missing.length === 0);
        const leftOut = lines.some((line) => ['na', 'notApplicable', 'credited'].includes(line.rule));
        expect(rule).toBe(leftOut ? rubric.notApplicable.rule : 'all');
      }),
    );
  });
});

describe('the sample for QĐ 324', () => {
  const sample = shipped('gdht-324-mau');
  const best = (rubric: Rubric): Answers =>
    Object.fromEntries(indicatorsOf(rubric).map((one) => [one.id, one.levels.reduce((a, b) => (b.points > a.points ? b : a)).id]));
  const everyone: Facts = { preschool: 1, primary: 1, lowerSecondary: 1, upperSecondary: 0, adults: 2, elders: 1 };
  const twoElders: Facts = { ...nobody, elders: 2 };

  test('gives a family with children all hundred points for the best of everything', () => {
    expect(score(sample, best(sample), everyone)).toMatchObject({
      points: 100,
      max: 100,
      enough: true,
      complete: true,
      rule: 'all',
      gains: [],
    });
  });

  test('asks two people over 60 five questions, and they can reach the mark', () => {
    const result = score(sample, { B2: 'full', C1: 'full', C2: 'full', D1: 'full', D2: 'part' }, twoElders);
    expect(result.lines.filter((line) => line.rule === 'notApplicable').map((line) => line.indicator)).toEqual([
      'A1',
      'A2',
      'A3',
      'B1',
      'B3',
    ]);
    expect(result).toMatchObject({ points: 92, max: 100, passMark: 80, enough: true, complete: true, rule: 'rescale' });
  });

  test('lets them reach it with a radio and the books of the library', () => {
    const modest = { B2: 'full', C1: 'part', C2: 'full', D1: 'part', D2: 'full' };
    expect(score(sample, modest, twoElders)).toMatchObject({ points: 84, enough: true });
  });

  test('leaves a preschooler out of the children’s part', () => {
    const result = score(sample, {}, { ...nobody, preschool: 1, adults: 2 });
    expect(result.missing).toEqual(['B1', 'B2', 'B3', 'C1', 'C2', 'D1', 'D2']);
  });

  test('asks about results and habits, not about compulsory school, where the only child is in upper secondary', () => {
    const result = score(sample, {}, { ...nobody, upperSecondary: 1, adults: 2 });
    expect(result.missing.slice(0, 2)).toEqual(['A2', 'A3']);
  });

  test('never lets "nobody is a Công dân học tập yet" cost a family the title', () => {
    fc.assert(
      fc.property(answersTo(sample), facts, fc.constantFrom('normal' as const, 'difficult' as const), (answers, household, area) => {
        const families = { ...household, adults: household.adults + 1 };
        const with_ = score(sample, { ...answers, B3: 'none' }, families, area);
        const others = with_.lines.filter((line) => line.indicator !== 'B3' && ['level', 'unanswered'].includes(line.rule));
        const total = (pick: 'points' | 'max') => others.reduce((sum, line) => sum + line[pick], 0);
        const without = (total('points') / total('max')) * 100;
        if (without >= with_.passMark) expect(with_.enough).toBe(true);
      }),
    );
  });

  test('never asks the household what disqualifies', () => {
    expect(sample.disqualifiers.length).toBeGreaterThan(0);
    const ids = new Set(indicatorsOf(sample).map((one) => one.id));
    for (const { id } of sample.disqualifiers) expect(ids.has(id)).toBe(false);
  });
});

describe('Công dân học tập', () => {
  const citizen = shipped('congdan-244-2022');
  const all = (level: string) => Object.fromEntries(indicatorsOf(citizen).map((one) => [one.id, level]));

  test('passes at 80 with nothing under five', () => {
    expect(score(citizen, all('good'), nobody)).toMatchObject({ points: 80, enough: true, belowFloor: [] });
  });

  test('fails with one indicator under five, however many points', () => {
    const result = score(citizen, { ...all('full'), '6': 'little' }, nobody);
    expect(result).toMatchObject({ points: 93, enough: false, belowFloor: ['6'] });
    expect(result.gains[0]).toEqual({ indicator: '6', level: 'full', gain: 7 });
  });

  test('is not enough while something that may fall under the floor is open', () => {
    const { '10': _open, ...nine } = all('full');
    expect(score(citizen, nine, nobody)).toMatchObject({ points: 90, enough: false, missing: ['10'] });
  });

  test('passes at 70 in a difficult area', () => {
    const seventy = { ...all('good'), '1': 'some', '2': 'some', '3': 'some' };
    expect(score(citizen, seventy, nobody, 'normal')).toMatchObject({ points: 71, enough: false });
    expect(score(citizen, seventy, nobody, 'difficult')).toMatchObject({ points: 71, enough: true, passMark: 70 });
  });
});

describe('what the household does not answer', () => {
  const old = shipped('gdht-448-2015');
  const parents: Facts = { ...nobody, primary: 1, adults: 2 };
  const full = Object.fromEntries(indicatorsOf(old).map((one) => [one.id, 'full']));

  test('is pending and never held against it', () => {
    const { '4.2': _khuPho, ...household } = full;
    const result = score(old, household, parents);
    expect(result.lines.at(-1)).toEqual({ indicator: '4.2', points: 0, max: 10, rule: 'pending', level: null });
    expect(result).toMatchObject({ points: 100, complete: true, missing: [], rule: 'all' });
  });

  test('counts once somebody has said it', () => {
    expect(score(old, { ...full, '4.2': 'none' }, parents)).toMatchObject({ points: 90 });
  });
});

describe('what does not apply', () => {
  const sample = shipped('gdht-324-mau');
  const parents: Facts = { ...nobody, primary: 1, adults: 2 };
  const answers = { A1: 'na', A2: 'part', A3: 'full', B1: 'full', B2: 'full', B3: 'some', C1: 'full', C2: 'full', D1: 'full', D2: 'full' };

  test('is left out and the rest brought to a hundred', () => {
    // 85 of the 90 points that are left.
    expect(score(sample, answers, parents)).toMatchObject({ points: 94.4, rule: 'rescale', complete: true });
  });

  test('is given in full where the rubric says so', () => {
    const credit: Rubric = { ...sample, notApplicable: { rule: 'credit', status: 'sample', source: [] } };
    const result = score(credit, answers, parents);
    expect(result).toMatchObject({ points: 95, rule: 'credit' });
    expect(result.lines[0]).toEqual({ indicator: 'A1', points: 10, max: 10, rule: 'credited', level: null });
  });

  test('may only be said where the rubric allows it', () => {
    expect(score(sample, { ...answers, C1: 'na' }, parents).missing).toEqual(['C1']);
  });

  test('never divides by nothing', () => {
    expect(score(shipped('gdht-324-mau'), { B2: 'na' }, nobody).max).toBe(100);
    const only: Rubric = { ...sample, criteria: sample.criteria.slice(0, 1) };
    expect(score(only, {}, nobody)).toMatchObject({ points: 0, enough: false });
  });
});
