/** Three scores: what was sent, as the khu phố sees it, as the ward does. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Change, overlay, standingChanges, threeScores } from '../../src/review/overlay.ts';
import { score } from '../../src/rubric/score.ts';
import { answersTo, facts, indicatorsOf, shippedRubrics } from '../rubric/rubrics.ts';

const sent = { A1: 'full', B2: 'half' };
const change = (level: 'hamlet' | 'ward', indicator: string, value: string, saidOf: string | undefined): Change => ({
  level,
  indicator,
  value,
  saidOf,
});

describe('an overlay', () => {
  it('takes the newest of a level, and of the ward what the khu phố said below it', () => {
    const changes = [change('hamlet', 'A1', 'half', 'full'), change('hamlet', 'A1', 'none', 'full'), change('ward', 'B2', 'full', 'half')];
    expect(overlay(sent, changes, 'hamlet')).toEqual({ A1: 'none', B2: 'half' });
    expect(overlay(sent, changes, 'ward')).toEqual({ A1: 'none', B2: 'full' });
    expect(sent).toEqual({ A1: 'full', B2: 'half' });
  });

  it('lets the ward have the last word on an item, whoever spoke last', () => {
    const changes = [change('ward', 'A1', 'none', 'full'), change('hamlet', 'A1', 'half', 'full')];
    expect(overlay(sent, changes, 'ward').A1).toBe('none');
    expect(overlay(sent, changes, 'hamlet').A1).toBe('half');
  });

  it('drops what was said of an answer that the household has changed since', () => {
    const changes = [change('hamlet', 'A1', 'none', 'half'), change('hamlet', 'C1', 'full', undefined)];
    expect(overlay(sent, changes, 'ward')).toEqual({ A1: 'full', B2: 'half', C1: 'full' });
    expect(standingChanges(sent, changes).map(({ indicator }) => indicator)).toEqual(['C1']);
  });
});

it('gives the household’s own score, and the others by the same rules, for any rubric', () => {
  const rubrics = shippedRubrics;
  fc.assert(
    fc.property(
      fc.constantFrom(...rubrics).chain((rubric) => fc.tuple(fc.constant(rubric), answersTo(rubric), facts, fc.array(anyChange(rubric)))),
      ([rubric, answers, counts, changes]) => {
        const scores = threeScores({ rubric, answers, facts: counts, area: 'normal' }, changes);
        expect(scores.household).toEqual(score(rubric, answers, counts));
        expect(scores.hamlet).toEqual(score(rubric, overlay(answers, changes, 'hamlet'), counts));
        expect(threeScores({ rubric, answers, facts: counts, area: 'normal' }, []).ward).toEqual(scores.household);
        const hamletOnly = changes.filter(({ level }) => level === 'hamlet');
        expect(threeScores({ rubric, answers, facts: counts, area: 'normal' }, hamletOnly).ward).toEqual(scores.hamlet);
      },
    ),
  );
});

function anyChange(rubric: (typeof shippedRubrics)[number]): fc.Arbitrary<Change> {
  return fc.constantFrom(...indicatorsOf(rubric)).chain(({ id, levels }) => {
    const level = fc.constantFrom('hamlet' as const, 'ward' as const);
    const value = fc.constantFrom(...levels.map((one) => one.id));
    return fc.record({ level, value, saidOf: fc.option(value, { nil: undefined }), indicator: fc.constant(id) });
  });
}
