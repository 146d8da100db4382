/** What dialogs are told about an assessment: plain JSON, with sentences by key. The shapes are those of the acts. */
import type { Sentence } from '../flow/session.ts';
import type { Rubric } from '../rubric/definition.ts';
import { counted, NOT_APPLICABLE, type Score, type ScoreLine } from '../rubric/score.ts';
import { choiceOf, nameOf } from '../rubric/sentences.ts';
import type { HouseholdFile } from './file-of.ts';
import type { CurrentSeason } from './season-of.ts';

export interface SeasonView {
  name: Sentence;
  trial: boolean;
  year: number;
  phase: 'before' | 'open' | 'after';
  opens: { date: string };
  closes: { date: string };
}

export interface ResultView {
  code: string;
  points: number;
  max: number;
  passMark: number;
  enough: boolean;
  trial: boolean;
  complete: boolean;
  missing: number;
  lines: Sentence[];
  rule: Sentence[];
  gains: Sentence[];
  season: SeasonView;
}

const MOST_GAINS = 3;

export function seasonView({ name, trial, year, phase, dates }: Omit<CurrentSeason, 'inForce'>): SeasonView {
  return {
    name: trial ? { key: 'rubric:season.trial' } : { text: name },
    trial,
    year,
    phase,
    opens: { date: dates.selfAssessment.opens },
    closes: { date: dates.selfAssessment.closes },
  };
}

/** @param code what people read out: of the submission, or of the household before it is sent */
export function resultView(
  score: Score,
  code: string,
  { rubric, trial, season, assisted }: Pick<HouseholdFile, 'rubric' | 'trial' | 'season' | 'assisted'>,
): ResultView {
  return {
    code,
    points: score.points,
    max: score.max,
    passMark: score.passMark,
    enough: score.enough,
    trial,
    complete: score.complete,
    missing: score.missing.length,
    lines: [...lineSentences(score, rubric), ...assistedSentences(assisted)],
    rule: ruleSentences(score),
    gains: score.gains.slice(0, MOST_GAINS).map(({ indicator, level, gain }) => ({
      key: 'rubric:result.gain',
      params: {
        name: nameOf(rubric, indicator),
        level: choiceOf(rubric, indicator, level),
        gain,
        points: score.points + gain,
        max: score.max,
      },
    })),
    season: seasonView(season),
  };
}

/** One sentence an indicator; those that are not for this household share one, at the end. */
function lineSentences(score: Score, rubric: Rubric): Sentence[] {
  const names = score.lines.filter(({ rule }) => rule === 'notApplicable').map(({ indicator }) => nameOf(rubric, indicator));
  const lines = score.lines.filter(({ rule }) => rule !== 'notApplicable').map((line) => lineSentence(line, score, rubric));
  if (names.length === 0) return lines;
  const listed = names.reduce((before, name) => ({ key: 'rubric:result.names', params: { before, name } }));
  return [...lines, { key: 'rubric:result.line.notApplicable', params: { names: listed } }];
}

/** Who filled in what the household did not: their duty, which may be said abroad too. */
function assistedSentences(assisted: HouseholdFile['assisted']): Sentence[] {
  const roles = Object.values(assisted);
  return [...new Set(roles)].map((role) => ({
    key: 'rubric:result.line.assisted',
    params: { count: roles.filter((one) => one === role).length, by: { key: `act.assist.by.${role}` } },
  }));
}

function lineSentence(line: ScoreLine, score: Score, rubric: Rubric): Sentence {
  const { indicator, points, max, level } = line;
  const name = nameOf(rubric, indicator);
  if (line.rule !== 'level' || level === null) return { key: `rubric:result.line.${line.rule}`, params: { name, max } };
  const params = { name, points, max, level: choiceOf(rubric, indicator, level) };
  if (!score.belowFloor.includes(indicator)) return { key: 'rubric:result.line.level', params };
  return { key: 'rubric:result.line.belowFloor', params: { ...params, floor: rubric.floor?.points ?? 0 } };
}

/** How what is not counted was dealt with; nothing to say when everything counts. */
export function ruleSentences(score: Score): Sentence[] {
  const having = (...rules: ScoreLine['rule'][]) => score.lines.filter((line) => rules.includes(line.rule)).length;
  const scale = counted(score.lines);
  const sentences = [
    { key: 'rubric:result.rule.leftOut', items: having('na', 'notApplicable') },
    { key: 'rubric:result.rule.credited', items: having('credited') },
    { key: 'rubric:result.rule.pending', items: having('pending') },
  ]
    .filter(({ items }) => items > 0)
    .map(({ key, items }): Sentence => ({ key, params: { items } }));
  if (scale.max === score.max) return sentences;
  return [...sentences, { key: 'rubric:result.rule.scaled', params: { points: scale.points, max: scale.max, total: score.max } }];
}

/** The words of an answer: of a level, or that it does not apply. */
export function answerSentence(rubric: Rubric, indicatorId: string, answer: string): Sentence {
  return answer === NOT_APPLICABLE ? { key: 'form.notApply' } : choiceOf(rubric, indicatorId, answer);
}
