/** Season files for tests: a folder and a database of their own, on which nothing was read yet. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freshDatabase, type TestDatabase } from '../support/db.ts';
import { type World, worldOf } from './family.ts';

/** The example of a season's file, which is of 2027, and the same of the year after. */
export const example = await readFile(new URL('../../flows/seasons/vi-du-2027.yaml.example', import.meta.url), 'utf8');
export const nextExample = example.replaceAll('2028-', '2029-').replaceAll('2027', '2028');

/** Two elders, and what is asked of them. */
export const elders = { preschool: 0, primary: 0, lowerSecondary: 0, upperSecondary: 0, adults: 0, elders: 2 };
export const ITEMS = ['B2', 'C1', 'C2', 'D1', 'D2'];

export interface SeasonWorld extends World {
  db: TestDatabase;
  folder: string;
  /** Writes a file of the folder. */
  put(name: string, text: string): Promise<void>;
  close(): Promise<void>;
}

export async function openSeasonWorld(): Promise<SeasonWorld> {
  const db = await freshDatabase();
  const folder = await mkdtemp(join(tmpdir(), 'nhahoc-flows-'));
  return {
    ...worldOf(db.prisma),
    ...{ db, folder },
    put: (name, text) => writeFile(join(folder, name), text),
    async close() {
      await db.drop();
      await rm(folder, { recursive: true });
    },
  };
}
