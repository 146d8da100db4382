/** A data folder as a first start leaves it behind, for tests that are about something later: a copy costs next to nothing. */
import { execFile } from 'node:child_process';
import { access, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { inject } from 'vitest';
import { startEmbedded } from '../../src/db/embedded.ts';
import { silentLog } from './deps.ts';
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
  // On a very slow machine it leaves before its database has stopped.
  if ((await service.end('SIGTERM')) !== 0) await (await startEmbedded(folder, silentLog)).stop();
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
