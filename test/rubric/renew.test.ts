import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compareRubrics, mapAnswers } from '../../src/rubric/compare.ts';
import type { Indicator, Rubric } from '../../src/rubric/definition.ts';
import { idsOf, renewIds } from '../../src/rubric/renew.ts';
import { score } from '../../src/rubric/score.ts';
import { answersTo, anyRubric, facts, shipped } from './rubrics.ts';

const words = (rubric: Rubric): Rubric =>
  change(rubric, (one) => ({
    ...one,
    words: { ask: { vi: `Hỏi ${one.id}?` } },
    levels: one.levels.map((level) => ({ ...level, label: { vi: `Mức ${level.id}` } })),
  }));

const base = words(shipped('gdht-324-mau'));
const taken = new Set(idsOf(base));

function change(rubric: Rubric, by: (indicator: Indicator) => Indicator): Rubric {
  return { ...rubric, criteria: rubric.criteria.map((one) => ({ ...one, indicators: one.indicators.map(by) })) };
}

const only = (id: string, by: (indicator: Indicator) => Indicator) => (one: Indicator) => (one.id === id ? by(one) : one);

describe('ids of a new version', () => {
  test('stay where what the household reads is the same, whatever it is worth', () => {
    const points = change(base, (one) => ({ ...one, levels: one.levels.map((level) => ({ ...level, points: level.points / 2 })) }));
    expect(renewIds(points, [base], taken)).toEqual(points);
    const spelt = change(
      base,
      only('A1', (one) => ({ ...one, words: { ask: { vi: 'hỏi  a1' } } })),
    );
    expect(idsOf(renewIds(spelt, [base], taken))).toEqual(idsOf(base));
  });

  test('are others where the question or a choice is another', () => {
    const asks = change(
      base,
      only('A1', (one) => ({ ...one, words: { ask: { vi: 'Hỏi khác?' } } })),
    );
    expect(idsOf(renewIds(asks, [base], taken)).slice(0, 4)).toEqual(['A1', 'A1.full-2', 'A1.part-2', 'A1.none-2']);
    const chooses = change(
      base,
      only('A1', (one) => ({ ...one, levels: one.levels.filter(({ id }) => id !== 'part') })),
    );
    expect(idsOf(renewIds(chooses, [base], taken)).slice(0, 3)).toEqual(['A1', 'A1.full-2', 'A1.none-2']);
    expect(compareRubrics(base, renewIds(asks, [base], taken))).toEqual({ added: [], removed: [], changed: ['A1'], points: [] });
  });

  test('are never those of an earlier version that is gone', () => {
    const asks = change(
      base,
      only('A1', (one) => ({ ...one, words: { ask: { vi: 'Hỏi khác?' } } })),
    );
    const second = renewIds(asks, [base], taken);
    const third = renewIds(
      change(
        second,
        only('A1', (one) => ({ ...one, words: { ask: { vi: 'Lần ba?' } } })),
      ),
      [second, base],
      new Set([...taken, ...idsOf(second)]),
    );
    expect(idsOf(third)[1]).toBe('A1.full-3');
  });

  test('come back to a level that lost its id and still reads the same', () => {
    const lost = change(
      base,
      only('A1', (one) => ({ ...one, levels: one.levels.map((level, index) => ({ ...level, id: `m${index + 1}` })) })),
    );
    expect(idsOf(renewIds(lost, [base], taken))).toEqual(idsOf(base));
  });
});

describe('answers to an earlier version', () => {
  test('all hold in the same rubric, and give the same score', () => {
    fc.assert(
      fc.property(
        anyRubric.chain((rubric) => fc.tuple(fc.constant(rubric), answersTo(rubric), facts)),
        ([rubric, answers, household]) => {
          expect(score(rubric, mapAnswers(rubric, rubric, answers), household)).toEqual(score(rubric, answers, household));
        },
      ),
    );
  });

  test('hold by their level; what does not apply holds with its question', () => {
    const to = renewIds(
      change(
        base,
        only('A1', (one) => ({ ...one, words: { ask: { vi: 'Hỏi khác?' } } })),
      ),
      [base],
      taken,
    );
    expect(mapAnswers(base, to, { A1: 'na', A2: 'na', B1: 'full', C1: 'part', Z9: 'full' })).toEqual({ A2: 'na', B1: 'full', C1: 'part' });
    expect(mapAnswers(base, to, { A1: 'full' })).toEqual({});
  });
});
