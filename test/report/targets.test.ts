import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { CannotStart } from '../../src/cannot-start.ts';
import { readTargets } from '../../src/report/targets.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'nhahoc-targets-'));
});
afterEach(() => rm(folder, { recursive: true }));

const put = (name: string, text: string) => writeFile(join(folder, name), text);

it('are those of the plan that ships', async () => {
  const targets = await readTargets();
  expect(targets?.plan).toContain('3853/KH-UBND');
  expect(targets?.giaDinh).toEqual([
    { year: 2025, percent: 70 },
    { year: 2030, percent: 80 },
  ]);
});

it('are those of the latest plan, the earliest year first', async () => {
  await put('b.yaml', 'plan: Cũ\ndate: 2022-07-29\ngiaDinh: [{ year: 2025, percent: 70 }]\n');
  await put('a.yaml', 'plan: Mới\ndate: 2027-01-05\ngiaDinh: [{ year: 2030, percent: 85 }, { year: 2028, percent: 75.5 }]\n');
  expect(await readTargets(folder)).toEqual({
    plan: 'Mới',
    giaDinh: [
      { year: 2028, percent: 75.5 },
      { year: 2030, percent: 85 },
    ],
    officersInTechnology: [],
  });
});

it('may be none', async () => {
  expect(await readTargets(folder)).toBeNull();
});

it('with a mistake name file, line and remedy', async () => {
  await put('a.yaml', 'plan: Mới\ndate: 2027-01-05\ngiaDinh:\n  - { year: 2030, percent: 180 }\n');
  const failure = await readTargets(folder).catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(CannotStart);
  expect((failure as Error).message).toContain('a.yaml:4:');
});
