/** What a rubric can have wrong beyond its shape, as data: `lint.ts` says it of a file, `table.ts` of the cells of a sheet. */
import { compile, evaluate } from '../condition/condition.ts';
import type { Path } from '../yaml/read-yaml.ts';
import { type Facts, factNames, type Indicator, type Rubric, type Status } from './definition.ts';
import { NOT_APPLICABLE } from './score.ts';
import { asked } from './walk.ts';

export type Problem = { path: Path } & (
  | { code: 'totalSum'; sum: number; expected: number }
  | { code: 'criterionSum'; id: string; sum: number; expected: number }
  | { code: 'bestLevel'; id: string; best: number; expected: number }
  | { code: 'twice'; what: 'criterion' | 'indicator' | 'disqualifier' | 'level'; id: string; of?: string }
  | { code: 'reservedLevel'; id: string }
  | { code: 'noCondition'; source: string; error: string }
  | { code: 'strangers'; source: string; names: string }
  | { code: 'conditionFails'; source: string; error: string }
  | { code: 'notYesOrNo'; source: string; value: string }
  | { code: 'marks'; normal: number; difficult: number; total: number }
  | { code: 'floor'; id: string; points: number; floor: number }
  | { code: 'noSource'; line: string; status: Status }
  | { code: 'nobodyAsked'; who: string }
  | { code: 'noStory'; id: string }
);

type Check = (rubric: Rubric) => Problem[];

const CHECKS: readonly Check[] = [sums, duplicates, conditions, marks, provenance, someoneToAsk, stories];

/** Everything at once; empty: the rubric adds up. */
export function checkRubric(rubric: Rubric): Problem[] {
  return CHECKS.flatMap((check) => check(rubric));
}

export function eachIndicator(rubric: Rubric) {
  return rubric.criteria.flatMap((criterion, c) =>
    criterion.indicators.map((indicator, i) => ({ indicator, path: ['criteria', c, 'indicators', i] as Path })),
  );
}

/** A story is always taken: a list without it would say what does not hold. */
function stories(rubric: Rubric): Problem[] {
  return eachIndicator(rubric)
    .filter(({ indicator }) => indicator.evidence && !indicator.evidence.accepts.includes('story'))
    .map(({ indicator, path }) => ({ path: [...path, 'evidence', 'accepts'], code: 'noStory', id: indicator.id }));
}

function sums(rubric: Rubric): Problem[] {
  const { criteria, total } = rubric;
  const problems: Problem[] = [];
  const sum = add(criteria);
  if (!same(sum, total)) problems.push({ path: ['total'], code: 'totalSum', sum, expected: total });
  criteria.forEach(({ id, indicators, points: expected }, index) => {
    const sum = add(indicators);
    if (!same(sum, expected)) problems.push({ path: ['criteria', index, 'points'], code: 'criterionSum', id, sum, expected });
  });
  for (const { indicator, path } of eachIndicator(rubric)) {
    const best = Math.max(...indicator.levels.map((level) => level.points));
    if (best === indicator.points) continue;
    const wrong = addsUpWith(rubric, path, best, indicator) ? ['points'] : ['levels', wrongLevel(indicator, best), 'points'];
    problems.push({ path: [...path, ...wrong], code: 'bestLevel', id: indicator.id, best, expected: indicator.points });
  }
  return problems;
}

/** The criterion adds up with what its level gives, and not with what the indicator has: the indicator is what is wrong. */
function addsUpWith({ criteria }: Rubric, [, c]: Path, best: number, { points }: Indicator): boolean {
  const criterion = criteria[c as number];
  const sum = criterion ? add(criterion.indicators) : Number.NaN;
  return criterion !== undefined && !same(sum, criterion.points) && same(sum - points + best, criterion.points);
}

/** The one that goes too far; or the first, which is to be the best, because none goes far enough. */
function wrongLevel({ points, levels }: Indicator, best: number): number {
  return best > points ? levels.findIndex((level) => level.points === best) : 0;
}

function duplicates(rubric: Rubric): Problem[] {
  const problems: Problem[] = [];
  type What = Extract<Problem, { code: 'twice' }>['what'];
  const check = (what: What, ids: readonly { id: string; path: Path }[], of?: string) => {
    ids.forEach(({ id, path }, index) => {
      if (ids.findIndex((other) => other.id === id) === index) return;
      problems.push({ path: [...path, 'id'], code: 'twice', what, id, ...(of !== undefined && { of }) });
    });
  };

  check(
    'criterion',
    rubric.criteria.map((one, index) => ({ id: one.id, path: ['criteria', index] })),
  );
  check(
    'indicator',
    eachIndicator(rubric).map(({ indicator, path }) => ({ id: indicator.id, path })),
  );
  check(
    'disqualifier',
    rubric.disqualifiers.map((one, index) => ({ id: one.id, path: ['disqualifiers', index] })),
  );
  for (const { indicator, path } of eachIndicator(rubric)) {
    const levels = indicator.levels.map((level, index) => ({ id: level.id, path: [...path, 'levels', index] }));
    check('level', levels, indicator.id);
    const reserved = levels.find((level) => level.id === NOT_APPLICABLE);
    if (reserved) problems.push({ path: [...reserved.path, 'id'], code: 'reservedLevel', id: NOT_APPLICABLE });
  }
  return problems;
}

function conditions(rubric: Rubric): Problem[] {
  const all = [
    ...rubric.criteria.map((criterion, index) => ({ source: criterion.appliesWhen, path: ['criteria', index, 'appliesWhen'] as Path })),
    ...eachIndicator(rubric).map(({ indicator, path }) => ({ source: indicator.appliesWhen, path: [...path, 'appliesWhen'] })),
  ];
  return all.flatMap(({ source, path }) => (source === undefined ? [] : conditionProblem(source, path)));
}

function conditionProblem(source: string, path: Path): Problem[] {
  const compiled = compile(source);
  if (!compiled.ok) return [{ path, code: 'noCondition', source, error: compiled.error }];
  const strangers = compiled.condition.roots.filter((root) => !(factNames as readonly string[]).includes(root));
  if (strangers.length > 0) return [{ path, code: 'strangers', source, names: strangers.join(', ') }];
  for (const facts of HOUSEHOLDS) {
    const result = evaluate(compiled.condition, { ...facts });
    if (!result.ok) return [{ path, code: 'conditionFails', source, error: result.error }];
    if (typeof result.value !== 'boolean') return [{ path, code: 'notYesOrNo', source, value: JSON.stringify(result.value) }];
  }
  return [];
}

function marks(rubric: Rubric): Problem[] {
  const problems: Problem[] = [];
  const { total } = rubric;
  const { normal, difficult } = rubric.passMark;
  if (!(0 <= difficult && difficult <= normal && normal <= total)) {
    problems.push({ path: ['passMark'], code: 'marks', normal, difficult, total });
  }
  const floor = rubric.floor?.points ?? 0;
  for (const { indicator, path } of eachIndicator(rubric)) {
    const { id, points } = indicator;
    if (floor > points) problems.push({ path, code: 'floor', id, points, floor });
  }
  return problems;
}

/** Who says that a line comes from somewhere has to say where. */
function provenance(rubric: Rubric): Problem[] {
  const lines: { path: Path; line: string; status: Status; source: readonly string[] }[] = [
    { path: ['passMark'], line: 'passMark', ...rubric.passMark },
    { path: ['notApplicable'], line: 'notApplicable', ...rubric.notApplicable },
    ...(rubric.floor ? [{ path: ['floor'], line: 'floor', ...rubric.floor }] : []),
    ...rubric.criteria.map((one, index) => ({ path: ['criteria', index], line: `criterion ${one.id}`, ...one })),
    ...eachIndicator(rubric).map(({ indicator, path }) => ({ path, line: `indicator ${indicator.id}`, ...indicator })),
    ...rubric.disqualifiers.map((one, index) => ({ path: ['disqualifiers', index], line: `disqualifier ${one.id}`, ...one })),
  ];
  return lines
    .filter(({ status, source }) => (status === 'source' || status === 'partial') && source.length === 0)
    .map(({ path, line, status }) => ({ path: [...path, 'status'], code: 'noSource', line, status }));
}

/** A household with anyone in it must find something to answer. */
function someoneToAsk(rubric: Rubric): Problem[] {
  const inhabited = HOUSEHOLDS.filter((facts) => factNames.some((name) => facts[name] > 0));
  const empty = inhabited.find((facts) => asked(rubric, facts).length === 0);
  if (!empty) return [];
  const who = factNames.filter((name) => empty[name] > 0).join(', ');
  return [{ path: ['criteria'], code: 'nobodyAsked', who }];
}

/** Every combination of having and not having people of each count. */
const HOUSEHOLDS: readonly Facts[] = Array.from(
  { length: 2 ** factNames.length },
  (_, bits) => Object.fromEntries(factNames.map((name, index) => [name, (bits >> index) & 1])) as Facts,
);

function add(parts: readonly { points: number }[]): number {
  return Number(parts.reduce((sum, { points }) => sum + points, 0).toFixed(6));
}

/** Tenths of a point are not exact in binary. */
function same(a: number, b: number): boolean {
  return Math.abs(a - b) < 1e-6;
}
