/** What a rubric can have wrong beyond its shape. Each finding says what to do about it. */
import { compile, evaluate } from '../condition/condition.ts';
import type { Finding, Path, Source } from '../yaml/read-yaml.ts';
import { type Facts, factNames, type Rubric, type Status } from './definition.ts';
import { NOT_APPLICABLE } from './score.ts';
import { sentenceKeys } from './sentences.ts';
import { asked } from './walk.ts';

type Check = (source: Source<Rubric>) => Finding[];

const CHECKS: readonly Check[] = [sums, duplicates, conditions, marks, provenance, someoneToAsk, stories];

/** Findings in the order of the file. */
export function lintRubric(source: Source<Rubric>): Finding[] {
  return CHECKS.flatMap((check) => check(source)).sort((a, b) => a.line - b.line);
}

/**
 * Sentences of `locales/<language>/rubric.json` that a rubric needs and some language lacks, or that no rubric needs.
 * @param keys language → its keys, namespace included (`rubric:gdht-324-mau.A1.ask`)
 */
export function lintSentences(sources: readonly Source<Rubric>[], keys: ReadonlyMap<string, ReadonlySet<string>>): Finding[] {
  const needed = sources.flatMap(({ data, finding }) =>
    eachIndicator(data).flatMap(({ indicator, path }) => sentenceKeys(data.id, indicator).map((key) => ({ key, path, finding }))),
  );
  const known = new Set(needed.map(({ key }) => key));
  return [...keys].flatMap(([language, present]) => {
    const file = `locales/${language}/rubric.json`;
    const missing = needed
      .filter(({ key }) => !present.has(key))
      .map(({ key, path, finding }) => finding(path, `no sentence ${key} in ${language}`, `word it in ${file}`));
    const unused = [...present]
      .filter((key) => key.startsWith('rubric:') && !SHARED_GROUPS.test(key) && !known.has(key))
      .map((key) => ({ file, line: 1, problem: `no rubric uses ${key}`, remedy: 'remove it, or correct the key' }));
    return [...missing, ...unused];
  });
}

/** Sentences around every rubric; code names them. */
const SHARED_GROUPS = /^rubric:(titles|result|season)\./;

/** A story is always taken: a list without it would say what does not hold. */
function stories({ data, finding }: Source<Rubric>): Finding[] {
  return eachIndicator(data)
    .filter(({ indicator }) => indicator.evidence && !indicator.evidence.accepts.includes('story'))
    .map(({ indicator, path }) =>
      finding([...path, 'evidence', 'accepts'], `${indicator.id} accepts no story, but a story always suffices`, 'add story to the list'),
    );
}

function sums({ data, finding }: Source<Rubric>): Finding[] {
  const findings: Finding[] = [];
  const compare = (path: Path, what: string, parts: readonly number[], expected: number) => {
    const total = parts.reduce((sum, part) => sum + part, 0);
    // Tenths of a point are not exact in binary.
    if (Math.abs(total - expected) < 1e-9) return;
    findings.push(finding(path, `${what} add up to ${tidy(total)}, not ${expected}`, 'correct the points, or the sum'));
  };

  const criteria = data.criteria;
  compare(
    ['total'],
    'the criteria',
    criteria.map((one) => one.points),
    data.total,
  );
  criteria.forEach((criterion, index) => {
    compare(
      ['criteria', index, 'points'],
      `the indicators of ${criterion.id}`,
      criterion.indicators.map((one) => one.points),
      criterion.points,
    );
  });
  for (const { indicator, path } of eachIndicator(data)) {
    const best = Math.max(...indicator.levels.map((level) => level.points));
    if (best === indicator.points) continue;
    const problem = `the best level of ${indicator.id} gives ${best}, the indicator has ${indicator.points}`;
    findings.push(finding([...path, 'levels'], problem, 'let the best level give all points of the indicator'));
  }
  return findings;
}

function duplicates({ data, finding }: Source<Rubric>): Finding[] {
  const findings: Finding[] = [];
  const check = (what: string, ids: readonly { id: string; path: Path }[]) => {
    ids.forEach(({ id, path }, index) => {
      if (ids.findIndex((other) => other.id === id) === index) return;
      findings.push(finding([...path, 'id'], `${what} ${id} is there twice`, 'give each an id of its own'));
    });
  };

  check(
    'criterion',
    data.criteria.map((one, index) => ({ id: one.id, path: ['criteria', index] })),
  );
  check(
    'indicator',
    eachIndicator(data).map(({ indicator, path }) => ({ id: indicator.id, path })),
  );
  check(
    'disqualifier',
    data.disqualifiers.map((one, index) => ({ id: one.id, path: ['disqualifiers', index] })),
  );
  for (const { indicator, path } of eachIndicator(data)) {
    const levels = indicator.levels.map((level, index) => ({ id: level.id, path: [...path, 'levels', index] }));
    check(`level of ${indicator.id}`, levels);
    const reserved = levels.find((level) => level.id === NOT_APPLICABLE);
    if (reserved) {
      findings.push(finding([...reserved.path, 'id'], `"${NOT_APPLICABLE}" means "Không áp dụng"`, 'use mayNotApply: true, or another id'));
    }
  }
  return findings;
}

function conditions({ data, finding }: Source<Rubric>): Finding[] {
  const all = [
    ...data.criteria.map((criterion, index) => ({ source: criterion.appliesWhen, path: ['criteria', index, 'appliesWhen'] as Path })),
    ...eachIndicator(data).map(({ indicator, path }) => ({ source: indicator.appliesWhen, path: [...path, 'appliesWhen'] })),
  ];
  return all.flatMap(({ source, path }) => {
    const problem = source === undefined ? null : conditionProblem(source);
    return problem ? [finding(path, problem, `write a yes-or-no condition over ${factNames.join(', ')}`)] : [];
  });
}

function conditionProblem(source: string): string | null {
  const compiled = compile(source);
  if (!compiled.ok) return `"${source}" is no condition: ${compiled.error}`;
  const strangers = compiled.condition.roots.filter((root) => !(factNames as readonly string[]).includes(root));
  if (strangers.length > 0) return `"${source}" looks at ${strangers.join(', ')}, which is not known of a household`;
  for (const facts of HOUSEHOLDS) {
    const result = evaluate(compiled.condition, { ...facts });
    if (!result.ok) return `"${source}" fails: ${result.error}`;
    if (typeof result.value !== 'boolean') return `"${source}" gives ${JSON.stringify(result.value)}, not yes or no`;
  }
  return null;
}

function marks({ data, finding }: Source<Rubric>): Finding[] {
  const findings: Finding[] = [];
  const { normal, difficult } = data.passMark;
  if (!(0 <= difficult && difficult <= normal && normal <= data.total)) {
    const problem = `the pass marks ${normal} and ${difficult} (difficult area) do not fit a total of ${data.total}`;
    findings.push(finding(['passMark'], problem, 'keep 0 ≤ difficult ≤ normal ≤ total'));
  }
  const floor = data.floor?.points ?? 0;
  for (const { indicator, path } of eachIndicator(data)) {
    if (floor <= indicator.points) continue;
    findings.push(finding(path, `${indicator.id} has ${indicator.points} points, the floor is ${floor}`, 'lower the floor'));
  }
  return findings;
}

/** Who says that a line comes from somewhere has to say where. */
function provenance({ data, finding }: Source<Rubric>): Finding[] {
  const lines: { path: Path; what: string; status: Status; source: readonly string[] }[] = [
    { path: ['passMark'], what: 'passMark', ...data.passMark },
    { path: ['notApplicable'], what: 'notApplicable', ...data.notApplicable },
    ...(data.floor ? [{ path: ['floor'], what: 'floor', ...data.floor }] : []),
    ...data.criteria.map((one, index) => ({ path: ['criteria', index], what: `criterion ${one.id}`, ...one })),
    ...eachIndicator(data).map(({ indicator, path }) => ({ path, what: `indicator ${indicator.id}`, ...indicator })),
    ...data.disqualifiers.map((one, index) => ({ path: ['disqualifiers', index], what: `disqualifier ${one.id}`, ...one })),
  ];
  return lines
    .filter((line) => (line.status === 'source' || line.status === 'partial') && line.source.length === 0)
    .map((line) =>
      finding(
        [...line.path, 'status'],
        `${line.what} says "${line.status}" and names no source`,
        'add source: […], or use memory or sample',
      ),
    );
}

/** A household with anyone in it must find something to answer. */
function someoneToAsk({ data, finding }: Source<Rubric>): Finding[] {
  const inhabited = HOUSEHOLDS.filter((facts) => factNames.some((name) => facts[name] > 0));
  const empty = inhabited.find((facts) => asked(data, facts).length === 0);
  if (!empty) return [];
  const who = factNames.filter((name) => empty[name] > 0).join(', ');
  return [finding(['criteria'], `nothing is asked of a household that only has ${who}`, 'let some indicator apply to every household')];
}

function eachIndicator(rubric: Rubric) {
  return rubric.criteria.flatMap((criterion, c) =>
    criterion.indicators.map((indicator, i) => ({ indicator, path: ['criteria', c, 'indicators', i] as Path })),
  );
}

/** Every combination of having and not having people of each count. */
const HOUSEHOLDS: readonly Facts[] = Array.from(
  { length: 2 ** factNames.length },
  (_, bits) => Object.fromEntries(factNames.map((name, index) => [name, (bits >> index) & 1])) as Facts,
);

function tidy(value: number): number {
  return Number(value.toFixed(6));
}
