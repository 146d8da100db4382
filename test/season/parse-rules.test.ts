import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parseSeason } from '../../src/season/parse.ts';
import { lintOwnRules, lintRuleSentences, parseRules } from '../../src/season/parse-rules.ts';

const flow = (name: string) => readFileSync(new URL(`../../flows/${name}`, import.meta.url), 'utf8');
const text = flow('reminders.yaml');
const lineOf = (found: string, within = text) => within.slice(0, within.indexOf(found)).split('\n').length;

function afterChange(from: string, to: string) {
  expect(text).toContain(from);
  const parsed = parseRules(text.replace(from, to), 'mine.yaml');
  return parsed.ok ? [] : parsed.findings;
}

test('the shipped rules can be used as they are', () => {
  expect(parseRules(text, 'reminders.yaml').ok).toBe(true);
});

test.each([
  ['an hour of the night', 'hour: 9', 'hour: 22', '22:00 is in the night'],
  ['an hour before people are up', 'hour: 9', 'hour: 6', '6:00 is in the night'],
  ['a date that seasons do not have', 'anchor: selfAssessment.closes\n', 'anchor: selfAssessment.ends\n', 'Invalid option'],
  ['a state that nobody is in', 'state: notSent', 'state: asleep', 'Invalid option'],
  ['a day after the last one', 'days: [-14, -7, -3, -1]', 'days: [-14, 5]', 'is after until'],
  ['a day twice', 'days: [-14, -7, -3, -1]', 'days: [-7, -7]', 'a day is there twice'],
  ['no time at all', '    days: [-14, -7, -3, -1]\n', '', 'say either anchor with days, or every with from'],
  ['a name twice', 'id: can-bo-sung', 'id: sap-het-han', 'the rule sap-het-han is there twice'],
  ['a name nobody can type', 'id: can-bo-sung', 'id: Cần bổ sung', 'expected small letters'],
  ['an end before its beginning', 'until: { anchor: khuPhoMeetings }', 'until: { anchor: launch, days: -1 }', 'before it begins'],
  ['a sentence in words', 'sentence: reminder.closing', 'sentence: Sắp hết hạn', 'expected the key of a sentence'],
  ['wards that lag behind nothing', '    under: 0.6\n', '', 'say under with state: lagging'],
  ['a share of more than all', '    under: 0.6\n', '    under: 60\n', 'Too big'],
  ['a share of what does not lag', 'state: week\n    every: monday', 'state: week\n    under: 0.6\n    every: monday', 'under'],
  ['a key that nobody knows', 'hour: 9', 'hour: 9\n    minute: 30', 'unknown minute'],
])('%s is refused with file, line and remedy', (_, from, to, problem) => {
  const findings = afterChange(from, to);
  const [finding] = findings.filter((one) => one.problem.includes(problem));
  expect(findings.map((one) => one.problem)).toContainEqual(expect.stringContaining(problem));
  expect(finding?.file).toBe('mine.yaml');
  expect(Math.abs((finding?.line ?? 0) - lineOf(from))).toBeLessThanOrEqual(10);
  expect(finding?.remedy).not.toBe('');
});

const parsed = parseRules(text, 'reminders.yaml');
if (!parsed.ok) throw new Error('the rules are broken');
const { data, finding } = parsed.source;

test('a sentence that a language lacks, and a place in one that nothing fills, is found', () => {
  const all = new Map(data.rules.map(({ sentence, who }) => [sentence, { placeholders: [who === 'household' ? 'next' : 'numbers'] }]));
  expect(lintRuleSentences(data.rules, new Map([['vi', all]]), finding)).toEqual([]);
  const en = new Map([...all].slice(1));
  const vi = new Map([...all, ['reminder.lastYearAway', { placeholders: ['head', 'next'] }] as const]);
  expect(
    lintRuleSentences(
      data.rules,
      new Map([
        ['vi', vi],
        ['en', en],
      ]),
      finding,
    ),
  ).toMatchObject([
    { line: lineOf('sentence: reminder.closing'), problem: 'reminder.closing is not in locales/en' },
    { line: lineOf('sentence: reminder.lastYear'), problem: 'nothing fills head of reminder.lastYearAway (vi)' },
  ]);
});

const example = flow('seasons/vi-du-2027.yaml.example');

test('a season switches a rule off by its name, and one that is not there is found', () => {
  const own = (rules: string) => {
    const text = `${example}\nrules:\n${rules}`;
    const season = parseSeason(text, 'mine.yaml');
    return season.ok ? lintOwnRules(season.season, data.rules, season.finding) : season.findings;
  };
  expect(own('  - { id: lam-do, off: true }\n')).toEqual([]);
  expect(own('  - { id: lam-gi, off: true }\n')).toMatchObject([{ file: 'mine.yaml', problem: 'there is no rule lam-gi to switch off' }]);
  expect(own('  - { id: lam-do, off: true }\n  - { id: lam-do, off: true }\n')).toMatchObject([
    { problem: 'the rule lam-do is there twice' },
  ]);
});
