/** Every promise of docs/sending.md has a test that names its number, and no test names one that is not there. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const page = readFileSync(join(import.meta.dirname, '..', '..', 'docs', 'sending.md'), 'utf8');
const promised = [...page.matchAll(/^(\d+)\. /gm)].map(([, number]) => Number(number));
const tests = readdirSync(import.meta.dirname).filter((name) => name.endsWith('.test.ts'));
const held = tests.flatMap((name) =>
  [...readFileSync(join(import.meta.dirname, name), 'utf8').matchAll(/\bit\('(\d+) · /g)].map(([, number]) => Number(number)),
);

it('are numbered from the first to the last', () => {
  expect(promised.length).toBeGreaterThan(20);
  expect(promised).toEqual(promised.map((_, index) => index + 1));
});

it('are held, each by a test', () => {
  expect(promised.filter((number) => !held.includes(number))).toEqual([]);
  expect(held.filter((number) => !promised.includes(number))).toEqual([]);
});
