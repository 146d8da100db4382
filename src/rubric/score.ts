/** Points of one household on one rubric, with the rule that gave each. The same input always gives the same score. */
import type { Answers, Facts, Indicator, Rubric } from './definition.ts';
import { walk } from './walk.ts';

/** The answer "Không áp dụng". */
export const NOT_APPLICABLE = 'na';

/** Where the household lives decides which pass mark holds. */
export type AreaStanding = 'normal' | 'difficult';

/**
 * Which rule gave an indicator its points:
 * - `level`: the level that was answered
 * - `unanswered`: nothing yet, counted as nothing
 * - `na`: answered "Không áp dụng"; left out of the scale
 * - `notApplicable`: the household's counts say so; left out of the scale
 * - `credited`: does not apply, given in full because the rubric says so
 * - `pending`: not the household's to answer, and not scored yet; left out of the scale, never held against it
 */
export type LineRule = 'level' | 'na' | 'notApplicable' | 'credited' | 'unanswered' | 'pending';

export interface ScoreLine {
  indicator: string;
  /** As in the rubric, before any rescaling. */
  points: number;
  max: number;
  rule: LineRule;
  level: string | null;
}

export interface Gain {
  indicator: string;
  level: string;
  /** On the scale of `Score.max`: what the points would be then, less what they are. */
  gain: number;
}

export interface Score {
  rubric: { id: string; version: number };
  area: AreaStanding;
  /** 0 … max; one decimal where rescaled. */
  points: number;
  max: number;
  passMark: number;
  /** Enough for a proposal, as far as these answers can say. */
  enough: boolean;
  /** Nothing is unanswered. */
  complete: boolean;
  /** Unanswered indicators. */
  missing: string[];
  /** Answered indicators under the rubric's floor. */
  belowFloor: string[];
  /** What became of the points of what does not apply; `all` when everything applies. */
  rule: 'all' | 'rescale' | 'credit';
  lines: ScoreLine[];
  /** What answered indicators could still gain, most first. */
  gains: Gain[];
}

/** Lines that stand on the scale; the others are left out of it. */
const COUNTED: ReadonlySet<LineRule> = new Set(['level', 'unanswered', 'credited']);

/** What was reached and what could have been, over the lines that count, before rescaling. */
export function counted(lines: readonly ScoreLine[]): { points: number; max: number } {
  const on = lines.filter((line) => COUNTED.has(line.rule));
  return { points: sum(on.map((line) => line.points)), max: sum(on.map((line) => line.max)) };
}

/**
 * @param answers an answer that the rubric does not know counts as unanswered
 * @param facts the household's counts
 */
export function score(rubric: Rubric, answers: Answers, facts: Facts, area: AreaStanding = 'normal'): Score {
  const indicators = walk(rubric, facts);
  const lines = indicators.map((one) => scoreLine(one.indicator, one.applies, answers[one.indicator.id], rubric.notApplicable.rule));
  const reached = counted(lines);
  const scale = (points: number) => onScale(points, reached.max, rubric.total);
  const points = scale(reached.points);
  const missing = lines.filter((line) => line.rule === 'unanswered').map((line) => line.indicator);
  const floor = rubric.floor?.points ?? 0;
  const belowFloor = lines.filter((line) => line.rule === 'level' && line.points < floor).map((line) => line.indicator);
  const passMark = rubric.passMark[area];

  return {
    rubric: { id: rubric.id, version: rubric.version },
    area,
    points,
    max: rubric.total,
    passMark,
    // With a floor, what is unanswered may still fall under it.
    enough: reached.max > 0 && points >= passMark && belowFloor.length === 0 && (floor === 0 || missing.length === 0),
    complete: missing.length === 0,
    missing,
    belowFloor,
    rule: ruleOf(lines, rubric),
    lines,
    gains: gainsOf(
      indicators.map((one) => one.indicator),
      lines,
      (more) => round(scale(reached.points + more) - points, 2),
    ),
  };
}

function scoreLine(indicator: Indicator, applicable: boolean, answer: string | undefined, rule: 'rescale' | 'credit'): ScoreLine {
  const line = { indicator: indicator.id, points: 0, max: indicator.points, level: null };
  const answeredNa = answer === NOT_APPLICABLE && indicator.mayNotApply;
  if (!applicable || answeredNa) {
    if (rule === 'credit') return { ...line, points: indicator.points, rule: 'credited' };
    return { ...line, rule: applicable ? 'na' : 'notApplicable' };
  }
  const level = indicator.levels.find((one) => one.id === answer);
  if (level) return { ...line, points: level.points, rule: 'level', level: level.id };
  return { ...line, rule: indicator.answeredBy === 'household' ? 'unanswered' : 'pending' };
}

function ruleOf(lines: readonly ScoreLine[], rubric: Rubric): Score['rule'] {
  const everythingApplies = lines.every((line) => line.rule === 'level' || line.rule === 'unanswered' || line.rule === 'pending');
  return everythingApplies ? 'all' : rubric.notApplicable.rule;
}

function gainsOf(indicators: readonly Indicator[], lines: readonly ScoreLine[], gainOf: (more: number) => number): Gain[] {
  const gains = indicators.flatMap((indicator, index) => {
    const line = lines[index];
    const best = bestLevel(indicator);
    if (line?.rule !== 'level' || best.points <= line.points) return [];
    return [{ indicator: indicator.id, level: best.id, gain: gainOf(best.points - line.points) }];
  });
  // Sorting is stable: equal gains stay in the order of the rubric.
  return gains.sort((a, b) => b.gain - a.gain);
}

function bestLevel(indicator: Indicator): Indicator['levels'][number] {
  return indicator.levels.reduce((best, level) => (level.points > best.points ? level : best));
}

/** Points out of `from` on a scale of `to`. One decimal where that is a different scale; the official number is the rounded one. */
function onScale(points: number, from: number, to: number): number {
  if (from === 0) return 0;
  return from === to ? round(points, 2) : round((points / from) * to, 1);
}

function round(value: number, decimals: number): number {
  const factor = 10 ** decimals;
  return Math.round(value * factor) / factor;
}

/** Rounded, so that tenths add up to what people expect. */
function sum(values: readonly number[]): number {
  return round(
    values.reduce((total, value) => total + value, 0),
    4,
  );
}
