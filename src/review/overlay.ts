/** The three scores of a file: what the household sent, as the khu phố sees it, and as the ward does. Pure. */
import type { Answers, Facts, Rubric } from '../rubric/definition.ts';
import { type AreaStanding, type Score, score } from '../rubric/score.ts';
import type { Level } from './state.ts';

/** An officer says that the answer of an item is another. */
export interface Change {
  level: Level;
  indicator: string;
  /** A level id of the indicator, or "na". */
  value: string;
  /** What the household had answered in what this was said of; absent: nothing. */
  saidOf: string | undefined;
}

/**
 * The answers as a level sees them: the newest change of its own, of the khu phố's below it, or what was sent. A change is of
 * one answer: where the household has sent another since, it does not hold any more.
 * @param changes oldest first
 */
export function overlay(sent: Answers, changes: readonly Change[], level: Level): Answers {
  const answers: Record<string, string> = { ...sent };
  const levels: readonly Level[] = level === 'hamlet' ? ['hamlet'] : ['hamlet', 'ward'];
  for (const one of levels) {
    for (const change of standingChanges(sent, changes)) if (change.level === one) answers[change.indicator] = change.value;
  }
  return answers;
}

/** The changes that hold for what was sent last: the newest of each level and item, in the order given. */
export function standingChanges<C extends Change>(sent: Answers, changes: readonly C[]): C[] {
  const holds = changes.filter(({ indicator, saidOf }) => sent[indicator] === saidOf);
  return holds.filter(
    (change, index) => !holds.some((later, at) => at > index && later.level === change.level && later.indicator === change.indicator),
  );
}

export interface ThreeScores {
  household: Score;
  hamlet: Score;
  ward: Score;
}

export interface SentAnswers {
  rubric: Rubric;
  answers: Answers;
  /** The household's counts when it was sent. */
  facts: Facts;
  area: AreaStanding;
}

export function threeScores({ rubric, answers, facts, area }: SentAnswers, changes: readonly Change[]): ThreeScores {
  const of = (held: Answers) => score(rubric, held, facts, area);
  return { household: of(answers), hamlet: of(overlay(answers, changes, 'hamlet')), ward: of(overlay(answers, changes, 'ward')) };
}
