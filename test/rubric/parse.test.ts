import { describe, expect, test } from 'vitest';
import { createLocale } from '../../src/locale/locale.ts';
import { lintSentences } from '../../src/rubric/lint.ts';
import { parseRubric } from '../../src/rubric/parse.ts';
import { unverifiedLines } from '../../src/rubric/provenance.ts';
import { indicatorsOf, rubricFiles, rubricText, shipped, shippedSource } from './rubrics.ts';

const sample = rubricText('gdht-324-mau.yaml');

/** What is found after one change to the sample; `line` is where the changed text begins. */
function afterChange(from: string, to: string) {
  expect(sample).toContain(from);
  const parsed = parseRubric(sample.replace(from, to), 'mine.yaml');
  return parsed.ok ? [] : parsed.findings;
}

const lineOf = (text: string) => sample.slice(0, sample.indexOf(text)).split('\n').length;

describe('a rubric file with a mistake is refused with file, line and remedy', () => {
  test.each([
    [
      'a sum of indicators',
      '      - id: A1\n        points: 10',
      '      - id: A1\n        points: 8',
      'the indicators of A add up to 28, not 30',
      '    points: 30',
    ],
    ['a sum of criteria', 'total: 100', 'total: 110', 'the criteria add up to 100, not 110', 'total: 100'],
    [
      'a best level',
      '{ id: half, points: 10 }',
      '{ id: half, points: 9 }',
      'the best level of B3 gives 9, the indicator has 10',
      '          - { id: half, points: 10 }',
    ],
    [
      'evidence without stories',
      'accepts: [story, photo, pdf]',
      'accepts: [photo, pdf]',
      'B2 accepts no story, but a story always suffices',
      'evidence: { accepts: [story, photo, pdf]',
    ],
    ['an id given twice', '- id: A2', '- id: A1', 'indicator A1 is there twice', '      - id: A2'],
    [
      'a level given twice',
      '{ id: some, points: 9 }',
      '{ id: half, points: 9 }',
      'level of B3 half is there twice',
      '          - { id: some',
    ],
    ['a level called na', '{ id: some, points: 9 }', '{ id: na, points: 9 }', '"na" means "Không áp dụng"', '          - { id: some'],
    [
      'a condition over what is not known',
      'appliesWhen: adults > 0',
      'appliesWhen: income > 0',
      '"income > 0" looks at income, which is not known of a household',
      '        appliesWhen: adults > 0',
    ],
    ['a condition that is none', 'appliesWhen: adults > 0', 'appliesWhen: adults >', 'is no condition', '        appliesWhen: adults > 0'],
    [
      'a condition that is a number',
      'appliesWhen: adults > 0',
      'appliesWhen: adults + 1',
      'not yes or no',
      '        appliesWhen: adults > 0',
    ],
    [
      'a regular expression',
      'appliesWhen: adults > 0',
      `appliesWhen: "'a'.matches('a')"`,
      'matches() is not allowed',
      '        appliesWhen: adults > 0',
    ],
    ['pass marks the wrong way round', '  difficult: 70', '  difficult: 90', 'do not fit a total of 100', 'passMark:'],
    [
      'a floor above an indicator',
      'floor: null',
      'floor: { points: 12, status: sample }',
      'A1 has 10 points, the floor is 12',
      '      - id: A1',
    ],
    [
      'a claim without a source',
      'status: memory\n        wording: Trẻ em trong độ tuổi',
      'status: source\n        wording: Trẻ em trong độ tuổi',
      'indicator A1 says "source" and names no source',
      '        status: memory\n        wording: Trẻ em trong',
    ],
    ['a misspelt key', 'mayNotApply: true', 'mayNotAply: true', 'unknown mayNotAply', '        mayNotApply: true'],
    ['an unknown status', 'status: sample\ntotal', 'status: official\ntotal', 'status: Invalid option', 'status: sample\ntotal'],
  ])('%s', (_, from, to, problem, at) => {
    const findings = afterChange(from, to);
    const finding = findings.find((one) => one.problem.includes(problem));
    expect(findings.map((one) => one.problem)).toContainEqual(expect.stringContaining(problem));
    expect(finding).toMatchObject({ file: 'mine.yaml', line: lineOf(at) });
    expect(finding?.remedy).not.toBe('');
  });

  test('nothing to ask of somebody', () => {
    const text = sample.replaceAll('      - id: B2\n        points: 10', '      - id: B2\n        points: 10\n        answeredBy: ward');
    const onlyChildrenAndAdults = text
      .replace('  - id: C\n', '  - id: C\n    appliesWhen: adults > 0\n')
      .replace('  - id: D\n', '  - id: D\n    appliesWhen: adults > 0\n');
    const parsed = parseRubric(onlyChildrenAndAdults, 'mine.yaml');
    expect(parsed.ok ? [] : parsed.findings.map((one) => one.problem)).toEqual(['nothing is asked of a household that only has preschool']);
  });

  test('broken YAML', () => {
    const findings = afterChange('name: Gia đình học tập (mẫu)', 'name: "Gia đình');
    expect(findings[0]).toMatchObject({ file: 'mine.yaml', line: expect.any(Number), remedy: expect.stringContaining('YAML') });
  });

  test('letters that are taken apart', () => {
    expect(afterChange('Gia đình học tập (mẫu)', 'Gia đình học tập (mẫu)'.normalize('NFD'))).toEqual([
      {
        file: 'mine.yaml',
        line: lineOf('name: Gia đình'),
        problem: 'accents are written as separate marks',
        remedy: expect.stringContaining('NFC'),
      },
    ]);
  });

  test('an empty file', () => {
    expect(parseRubric('', 'empty.yaml')).toMatchObject({ ok: false, findings: [{ file: 'empty.yaml', line: 1 }] });
  });
});

describe('the shipped rubrics', () => {
  test('are taken, each under the name of its file', () => {
    for (const file of rubricFiles) expect(`${shipped(file.replace('.yaml', '')).id}.yaml`).toBe(file);
  });

  test('have every sentence in every language, and no other', () => {
    const locale = createLocale();
    const keys = new Map(locale.languages.map((language) => [language, new Set(locale.keys(language).keys())]));
    expect(
      lintSentences(
        rubricFiles.map((file) => shippedSource(file.replace('.yaml', ''))),
        keys,
      ),
    ).toEqual([]);
  });

  test('a sentence that is missing or of no use is found', () => {
    const source = shippedSource('gdht-324-mau');
    const keys = new Map([['vi', new Set(['rubric:gdht-324-mau.Z9.ask', 'rubric:result.gain'])]]);
    const findings = lintSentences([source], keys);
    expect(findings).toContainEqual({
      file: 'gdht-324-mau.yaml',
      line: lineOf('      - id: A1'),
      problem: 'no sentence rubric:gdht-324-mau.A1.ask in vi',
      remedy: 'word it in locales/vi/rubric.json',
    });
    expect(findings.at(-1)?.problem).toBe('no rubric uses rubric:gdht-324-mau.Z9.ask');
  });

  test('say of every line how sure it is; nothing of the sample for QĐ 324 is official', () => {
    const lines = unverifiedLines(shipped('gdht-324-mau'));
    const indicators = indicatorsOf(shipped('gdht-324-mau'));
    expect(lines.filter((one) => one.line.startsWith('indicator'))).toHaveLength(indicators.length);
    expect(lines).toContainEqual({ line: 'pass mark', status: 'memory' });
    expect(lines).toContainEqual({ line: 'levels of C2', status: 'sample' });
  });

  test('keep what was read in a source apart from what was not', () => {
    const lines = unverifiedLines(shipped('gdht-448-2015')).map((one) => one.line);
    expect(lines).not.toContain('indicator 1.1');
    expect(lines).toEqual(expect.arrayContaining(['indicator 2.2', 'indicator 3.1', 'criterion 4', 'levels of 1.1']));
    expect(unverifiedLines(shipped('congdan-244-2022')).map((one) => one.line)).not.toContain('floor');
  });

  test('never ask for a smartphone: any means of learning counts in full', () => {
    const locale = createLocale();
    expect(locale.t('rubric:gdht-324-mau.C2.explain', 'vi')).toContain('Không cần điện thoại thông minh');
  });
});
