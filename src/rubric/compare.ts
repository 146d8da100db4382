/** What one version of a rubric makes of what was answered by another. */
import type { Answers, Indicator, Rubric } from './definition.ts';
import { NOT_APPLICABLE } from './score.ts';

export interface Comparison {
  /** Ids of indicators, in the order of the rubric that they are of. */
  added: string[];
  removed: string[];
  /** Asked of the household in both, but not the same question any more. */
  changed: string[];
  /** The same question, with other points. */
  points: string[];
}

export function compareRubrics(from: Rubric, to: Rubric): Comparison {
  const [before, now] = [indicatorsOf(from), indicatorsOf(to)];
  const both = [...now.values()].flatMap((one) => {
    const was = before.get(one.id);
    return was ? [{ was, one }] : [];
  });
  const changed = both.filter(({ was, one }) => !sameLevels(was, one)).map(({ one }) => one.id);
  const points = both.filter(({ was, one }) => !changed.includes(one.id) && otherPoints(was, one)).map(({ one }) => one.id);
  return {
    added: [...now.keys()].filter((id) => !before.has(id)),
    removed: [...before.keys()].filter((id) => !now.has(id)),
    changed,
    points,
  };
}

/** The answers that hold in another version of the rubric too. */
export function mapAnswers(from: Rubric, to: Rubric, answers: Answers): Answers {
  const [before, now] = [indicatorsOf(from), indicatorsOf(to)];
  return Object.fromEntries(Object.entries(answers).filter(([id, value]) => stillHolds(before.get(id), now.get(id), value)));
}

/** A level holds by its id; that a question does not apply holds as long as it is the same question. */
function stillHolds(was: Indicator | undefined, now: Indicator | undefined, value: string): boolean {
  if (!now) return false;
  if (value === NOT_APPLICABLE) return now.mayNotApply && was !== undefined && sameLevels(was, now);
  return now.levels.some((level) => level.id === value);
}

function sameLevels(was: Indicator, now: Indicator): boolean {
  return now.levels.some(({ id }) => was.levels.some((level) => level.id === id));
}

function otherPoints(was: Indicator, now: Indicator): boolean {
  return was.points !== now.points || now.levels.some(({ id, points }) => was.levels.find((level) => level.id === id)?.points !== points);
}

function indicatorsOf({ criteria }: Rubric): Map<string, Indicator> {
  return new Map(criteria.flatMap(({ indicators }) => indicators).map((indicator) => [indicator.id, indicator]));
}
