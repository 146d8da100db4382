/** The first start of a data folder. */
import { chown, mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Logger } from 'pino';
import { CannotStart, folderTrouble } from '../../cannot-start.ts';
import { type Place, ROLE } from './place.ts';
import { lastLine, type PostgresCommand, runPostgresProgram } from './postgres-command.ts';
import type { EmbeddedOptions } from './supervisor.ts';

const MAJOR_VERSION = '18';

const DRAFT = 'database.new-';

/**
 * Makes the database beside its place and moves it there whole: of an interrupted first start the next one finds nothing but a
 * draft, which it removes. Whoever calls holds the lock of the folder, so no draft there is anybody's.
 *
 * @throws CannotStart when it cannot be made, or was made by another release of PostgreSQL
 */
export async function initialise(place: Place, command: PostgresCommand, log: Logger, options: EmbeddedOptions): Promise<void> {
  await removeDrafts(place);
  const version = await readFile(join(place.database, 'PG_VERSION'), 'utf8').catch(() => null);
  if (version !== null) return checkVersion(version.trim(), place);
  log.info('making the database (first start)');
  try {
    await makeBeside(place, command, options);
  } catch (error) {
    const line = `The database could not be made in ${place.folder}: ${lastLine(error)}`;
    throw folderTrouble(error, place.folder) ?? new CannotStart(line, { cause: error });
  }
}

async function removeDrafts({ folder }: Place): Promise<void> {
  const drafts = (await readdir(folder)).filter((name) => name.startsWith(DRAFT));
  for (const name of drafts) await rm(join(folder, name), { recursive: true, force: true });
}

async function makeBeside(place: Place, command: PostgresCommand, { disposable, stopping }: EmbeddedOptions): Promise<void> {
  const draft = await mkdtemp(join(place.folder, DRAFT));
  try {
    const database = join(draft, 'database');
    const passwordFile = join(draft, 'password');
    await mkdir(database, { mode: 0o700 });
    await writeFile(passwordFile, `${place.password}\n`, { mode: 0o600 });
    if (command.user) for (const path of [draft, database, passwordFile]) await chown(path, command.user.uid, command.user.gid);
    const initdb = [
      `--pgdata=${database}`,
      `--username=${ROLE}`,
      '--auth=scram-sha-256',
      `--pwfile=${passwordFile}`,
      '--encoding=UTF8',
      // ICU sorts Vietnamese as people expect; the machine's own locales may not even exist.
      '--locale-provider=icu',
      '--icu-locale=vi',
      '--locale=C',
      '--no-instructions',
      ...(disposable ? ['--no-sync'] : []),
    ];
    await runPostgresProgram(command, 'initdb', initdb, stopping);
    await rename(database, place.database);
  } finally {
    // A program that was just stopped may still write a file or two.
    await rm(draft, { recursive: true, force: true, maxRetries: 10 }).catch(() => {});
  }
}

function checkVersion(version: string, place: Place): void {
  if (version === MAJOR_VERSION) return;
  throw new CannotStart(
    `The database in ${place.database} was made by PostgreSQL ${version}; this release has ${MAJOR_VERSION}. ` +
      'Restore a backup into a new DATA_DIR, or go back to the release that made it.',
  );
}
