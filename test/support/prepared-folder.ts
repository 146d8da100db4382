/** A data folder as a first start leaves it behind, for tests that are about something later: a copy costs next to nothing. */
import { execFile } from 'node:child_process';
import { access, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { inject } from 'vitest';
import { eventually, startService } from './service.ts';

const run = promisify(execFile);

/** Fills a folder of this test with what the service keeps after a first start and an orderly end. */
export async function asAfterFirstStart(folder: string): Promise<void> {
  // Modes and owners stay: PostgreSQL takes no other.
  await run('cp', ['-a', `${await preparedFolder()}/.`, folder]);
}

let prepared: Promise<string> | undefined;

/** One for the whole run, made by the worker that asks first. */
function preparedFolder(): Promise<string> {
  prepared ??= prepare(inject('preparedPlace'));
  return prepared;
}

async function prepare(place: string): Promise<string> {
  const [folder, done] = [join(place, 'data'), join(place, 'done')];
  if (!(await isMadeByUs(folder))) {
    await eventually(() => access(done));
    return folder;
  }
  const service = await startService(folder);
  const code = await service.end('SIGTERM');
  if (code !== 0) throw new Error(`the first start ended with ${code}:\n${service.output()}`);
  await writeFile(done, '');
  return folder;
}

/** False: somebody else has made it, or is about to. */
async function isMadeByUs(folder: string): Promise<boolean> {
  try {
    await mkdir(folder);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    return false;
  }
}
