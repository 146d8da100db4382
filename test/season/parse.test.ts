import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parseSeason } from '../../src/season/parse.ts';

const folder = new URL('../../flows/seasons/', import.meta.url);
const example = readFileSync(new URL('vi-du-2027.yaml.example', folder), 'utf8');

function afterChange(from: string, to: string) {
  expect(example).toContain(from);
  const parsed = parseSeason(example.replace(from, to), 'mine.yaml');
  return parsed.ok ? [] : parsed.findings;
}

const lineOf = (text: string) => example.slice(0, example.indexOf(text)).split('\n').length;

test('the shipped example can be used as it is, and no season is shipped as active', () => {
  expect(parseSeason(example, 'example')).toMatchObject({ ok: true, season: { year: 2027, organisation: 'city', rubrics: {} } });
  expect(readdirSync(folder).filter((name) => name.endsWith('.yaml'))).toEqual([]);
});

test.each([
  [
    'a window that closes before it opens',
    'closes: 2027-11-15',
    'closes: 2027-10-01',
    'selfAssessment.closes (2027-10-01) comes before selfAssessment.opens (2027-10-15)',
    '  selfAssessment:',
  ],
  [
    'meetings while families still answer',
    'khuPhoMeetings: 2027-11-25',
    'khuPhoMeetings: 2027-11-10',
    'khuPhoMeetings (2027-11-10) comes before selfAssessment.closes (2027-11-15)',
    '  khuPhoMeetings:',
  ],
  ['a date of another year', 'decision: 2027-12-10', 'decision: 2028-12-10', 'decision (2028-12-10) is not in 2027', '  decision:'],
  ['a day that does not exist', 'halfYear: 2027-06-30', 'halfYear: 2027-02-29', 'dates.halfYear: Invalid ISO date', '  halfYear:'],
  ['a forgotten date', '  cutOff: 2027-12-31\n', '', 'dates.cutOff', 'dates:'],
  ['nobody’s season', 'organisation: city', 'organisation: Bến Cát', 'expected city or the five digits of a ward', 'organisation: city'],
  [
    'a misspelt title',
    '# rubrics:             # only when a title should not use the sample\n#   giaDinh',
    'rubrics:\n  giadinh',
    'rubrics',
    '# rubrics:',
  ],
])('%s is refused with line and remedy', (_, from, to, problem, at) => {
  const findings = afterChange(from, to);
  const finding = findings.find((one) => one.problem.includes(problem));
  expect(findings.map((one) => one.problem)).toContainEqual(expect.stringContaining(problem));
  expect(finding?.file).toBe('mine.yaml');
  expect(Math.abs((finding?.line ?? 0) - lineOf(at))).toBeLessThanOrEqual(1);
  expect(finding?.remedy).not.toBe('');
});

test('a leap day is a day', () => {
  expect(afterChange('dossier: 2028-02-28', 'dossier: 2028-02-29')).toEqual([]);
});
