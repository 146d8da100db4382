/** What a rubric file has wrong, with line and remedy. */
import type { Finding, Source } from '../yaml/read-yaml.ts';
import { checkRubric, eachIndicator, type Problem } from './check.ts';
import { factNames, type Rubric } from './definition.ts';
import { sentenceKeys } from './sentences.ts';

/** Findings in the order of the file. */
export function lintRubric({ data, finding }: Source<Rubric>): Finding[] {
  return checkRubric(data)
    .map((problem) => finding(problem.path, ...inEnglish(problem)))
    .sort((a, b) => a.line - b.line);
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

/** What is wrong, and what to do about it. */
function inEnglish(problem: Problem): [problem: string, remedy: string] {
  switch (problem.code) {
    case 'totalSum':
      return [`the criteria add up to ${problem.sum}, not ${problem.expected}`, SUM_REMEDY];
    case 'criterionSum':
      return [`the indicators of ${problem.id} add up to ${problem.sum}, not ${problem.expected}`, SUM_REMEDY];
    case 'bestLevel':
      return [
        `the best level of ${problem.id} gives ${problem.best}, the indicator has ${problem.expected}`,
        'let the best level give all points of the indicator',
      ];
    case 'twice': {
      const what = problem.of === undefined ? problem.what : `${problem.what} of ${problem.of}`;
      return [`${what} ${problem.id} is there twice`, 'give each an id of its own'];
    }
    case 'reservedLevel':
      return [`"${problem.id}" means "Không áp dụng"`, 'use mayNotApply: true, or another id'];
    case 'noCondition':
      return [`"${problem.source}" is no condition: ${problem.error}`, CONDITION_REMEDY];
    case 'strangers':
      return [`"${problem.source}" looks at ${problem.names}, which is not known of a household`, CONDITION_REMEDY];
    case 'conditionFails':
      return [`"${problem.source}" fails: ${problem.error}`, CONDITION_REMEDY];
    case 'notYesOrNo':
      return [`"${problem.source}" gives ${problem.value}, not yes or no`, CONDITION_REMEDY];
    case 'marks':
      return [
        `the pass marks ${problem.normal} and ${problem.difficult} (difficult area) do not fit a total of ${problem.total}`,
        'keep 0 ≤ difficult ≤ normal ≤ total',
      ];
    case 'floor':
      return [`${problem.id} has ${problem.points} points, the floor is ${problem.floor}`, 'lower the floor'];
    case 'noSource':
      return [`${problem.line} says "${problem.status}" and names no source`, 'add source: […], or use memory or sample'];
    case 'nobodyAsked':
      return [`nothing is asked of a household that only has ${problem.who}`, 'let some indicator apply to every household'];
    case 'noStory':
      return [`${problem.id} accepts no story, but a story always suffices`, 'add story to the list'];
  }
}

const SUM_REMEDY = 'correct the points, or the sum';
const CONDITION_REMEDY = `write a yes-or-no condition over ${factNames.join(', ')}`;
