/** `docs/retention.md` names every store there is, and only jobs that run. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { PrismaClient } from '../../src/db/client.ts';
import { folderBlobStore } from '../../src/evidence/folder-blob-store.ts';
import { serviceJobs } from '../../src/jobs/jobs.ts';
import { createLocale } from '../../src/locale/locale.ts';
import { silentLog, testDeps } from '../support/deps.ts';

const root = join(import.meta.dirname, '../..');
const page = await readFile(join(root, 'docs/retention.md'), 'utf8');
/** Cells of every row of its tables. */
const rows = page
  .split('\n')
  .filter((line) => line.startsWith('| `'))
  .map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );

it('has a row for every table', async () => {
  const schema = await readFile(join(root, 'prisma/schema.prisma'), 'utf8');
  const models = [...schema.matchAll(/^model (\w+) \{/gm)].map((match) => match[1]);
  const stores = new Set(rows.flatMap(([store]) => [...(store ?? '').matchAll(/`(\w+)`/g)].map((match) => match[1])));
  expect(models.length).toBeGreaterThan(20);
  expect(models.filter((model) => !stores.has(model))).toEqual([]);
  expect([...stores].filter((store) => !models.includes(store))).toEqual([]);
});

it('names jobs that there are, and leaves out none that removes anything', () => {
  const deps = testDeps({} as PrismaClient);
  const jobs = serviceJobs(
    { ...deps, db: {} as PrismaClient, log: silentLog },
    { blobs: folderBlobStore('/nowhere'), journal: '/nowhere', locale: createLocale() },
  );
  const named = new Set(rows.flatMap((cells) => (cells.length === 3 ? [cells[2] ?? ''] : [])));
  const known = jobs.map(({ name }) => name);
  expect([...named].filter((name) => !known.includes(name))).toEqual([]);
  const others = [
    'begin the next trial season',
    'let decisions take effect',
    'take assessments along to the rubric in force',
    'tell households what was decided',
    'tell households that a decision left them out',
    'tell wards whom a decision left out',
    'tell officers what waits',
    'tell officers how far theirs are',
    'remind households of what is due',
    'show how far announcements are',
    'note whom a notice has reached',
    'give free seats to who waits',
    'tell who said yes to a training what is new',
    'invite officers to trainings',
    'remind of trainings',
    'ask how a training was',
    'write trainings into files',
    'write down what was let go of',
    'end calls to send late once nobody can be let',
    'end prepared words with their season',
    'write down how a season ends',
  ];
  expect(known.filter((name) => !named.has(name))).toEqual(others.toSorted((a, b) => known.indexOf(a) - known.indexOf(b)));
});
