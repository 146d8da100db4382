import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { readYaml } from '../../src/yaml/read-yaml.ts';

const schema = z.strictObject({
  name: z.string(),
  points: z.number().default(10),
  steps: z.array(z.strictObject({ id: z.string(), next: z.string().optional() })).default([]),
});

const read = (text: string) => readYaml(text, 'mine.yaml', schema);

function findingsOf(text: string) {
  const reading = read(text);
  return reading.ok ? [] : reading.findings;
}

describe('a good file', () => {
  const reading = read('name: a\nsteps:\n  - { id: one }\n  - id: two\n    next: one\n');
  const source = reading.ok ? reading.source : null;

  test('is data with the defaults of its kind, and as it stands', () => {
    expect(source?.data).toEqual({ name: 'a', points: 10, steps: [{ id: 'one' }, { id: 'two', next: 'one' }] });
    expect(source?.raw).toEqual({ name: 'a', steps: [{ id: 'one' }, { id: 'two', next: 'one' }] });
  });

  test.each([
    [[], 1],
    [['steps'], 2],
    [['steps', 0, 'id'], 3],
    [['steps', 1], 4],
    [['steps', 1, 'next'], 5],
    // What is not there is told of at the nearest thing above it.
    [['steps', 0, 'next'], 3],
    [['steps', 7, 'id'], 2],
    [['points'], 1],
  ])('knows where %j stands', (path, line) => {
    expect(source?.finding(path, 'p', 'r')).toEqual({ file: 'mine.yaml', line, problem: 'p', remedy: 'r' });
  });
});

describe('a file with a mistake says file, line and remedy', () => {
  test.each([
    ['a missing key', 'steps:\n  - next: x\n', 2, 'steps.0.id'],
    ['a number for a word', 'points: 1\nname: 1.1\n', 2, 'name: Invalid input: expected string, received number'],
    ['an unknown key', 'name: a\nnmae: b\n', 2, 'the file: unknown nmae'],
    ['a key given twice', 'name: a\nname: b\n', 2, 'Map keys must be unique'],
    ['an open bracket', 'name: a\nsteps: [\n', 3, 'Flow sequence'],
    ['an alias of nothing', 'name: a\nsteps: *gone\n', 2, 'gone'],
    ['nothing at all', '', 1, 'the file'],
    ['a list', '- a\n', 1, 'the file'],
    ['accents as separate marks', `name: a\n# ${'Học'.normalize('NFD')}\n`, 2, 'accents are written as separate marks'],
  ])('%s', (_, text, line, problem) => {
    const finding = findingsOf(text).find((one) => one.problem.includes(problem));
    expect(finding).toMatchObject({ file: 'mine.yaml', line });
    expect(finding?.remedy).not.toBe('');
  });

  test('in a JSON file the remedy speaks of JSON', () => {
    const reading = readYaml('{\n  "name": "a,\n}', 'mine.json', schema);
    expect(reading.ok ? [] : reading.findings.map(({ remedy }) => remedy)).toContain(
      'correct the JSON at this line; the lines above may lack a quote or a comma',
    );
  });

  test('and all of them at once', () => {
    expect(findingsOf('name: 1\npoints: x\nsteps: 7\n').map((one) => one.line)).toEqual([1, 2, 3]);
  });

  test('a file that unfolds for ever is refused', () => {
    const bomb = `a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n${Array.from({ length: 9 }, (__, i) => `a${i + 1}: &a${i + 1} [${Array(10).fill(`*a${i}`).join(',')}]`).join('\n')}\n`;
    expect(findingsOf(bomb)).toMatchObject([{ file: 'mine.yaml', line: 1, problem: expect.stringContaining('alias') }]);
  });
});
