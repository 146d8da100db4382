/**
 * `nhahoc restore`: makes an installation out of a backup, in an empty database and an empty data folder, and lets go
 * again of what people had us let go of since.
 *
 * The backup is read to its end before anything is touched. Rows are added in one transaction, files beside it under a
 * name of their own. From there on a mark lies in the data folder, on which no service starts, until all is done.
 */
import { existsSync } from 'node:fs';
import { appendFile, open, readdir, readFile, rename, rm, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Logger } from 'pino';
import { CannotStart, folderTrouble } from '../cannot-start.ts';
import { RESTORE_MARK } from '../data-folder.ts';
import { connect } from '../db/client.ts';
import { migrate } from '../db/migrate.ts';
import type { Clock, Ids } from '../deps.ts';
import { folderBlobStore } from '../evidence/folder-blob-store.ts';
import { appendErasures, type Erasure, JOURNAL_FILE, keyOf, readErasures } from '../privacy/erasure-journal.ts';
import { reapplyErasures } from '../privacy/reapply-erasures.ts';
import { Problem } from '../problems.ts';
import { checkBackup } from './check-backup.ts';
import { assertKnown, withMigrationsOf } from './known-migrations.ts';
import { assertEmpty, load } from './load.ts';
import { type Manifest, markOf, SECRET } from './manifest.ts';
import { type Settled, settle } from './settle.ts';
import { sync } from './sync.ts';

const FILES = 'files';
const FILES_COMING = 'files.restoring';
const JOURNAL_COMING = 'erasures.restoring';

export interface Restore {
  path: string;
  /** The data folder, held by this process. */
  folder: string;
  /** Made or reached when the backup has proved good. */
  openDatabase(): Promise<{ url: string; stop(): Promise<void> }>;
  /** From the environment; null: it is to be in the data folder. */
  secretKey: string | null;
  /** Journals of erasures besides those of the backup and the data folder. */
  journals: readonly string[];
  clock: Clock;
  ids: Ids;
  log: Logger;
}

export interface Restored extends Settled {
  manifest: Manifest;
  /** Migrations that are newer than the backup. */
  migrated: string[];
  /** What was let go of again. */
  erasures: number;
}

/** @throws CannotStart; unless it says otherwise the folder and the database are as they were */
export async function restore(job: Restore): Promise<Restored> {
  const manifest = await checkBackup(job.path);
  await assertKnown(manifest);
  await assertReadable(job.journals);
  await assertRoom(job.folder);
  await assertSecret(job, manifest);
  const database = await job.openDatabase();
  try {
    await assertEmpty(database.url, manifest);
    return await restoreInto(job, manifest, database.url);
  } finally {
    await database.stop();
  }
}

async function restoreInto(job: Restore, manifest: Manifest, url: string): Promise<Restored> {
  const { folder } = job;
  const mark = join(folder, RESTORE_MARK);
  await writeDurably(mark, `${manifest.at}\n`);
  let loaded = false;
  try {
    await clearComing(folder);
    await withMigrationsOf(manifest, (migrations) => migrate(url, job.log, migrations));
    const blobs = folderBlobStore(join(folder, FILES_COMING));
    const takeJournal = (bytes: Uint8Array) => appendFile(join(folder, JOURNAL_COMING), bytes, { mode: 0o600 });
    const { secret } = await load(job.path, manifest, { url, blobs, takeJournal });
    loaded = true;
    await keepFiles(folder);
    if (secret !== null && job.secretKey === null) await writeDurably(join(folder, SECRET), `${secret}\n`);
    const restored = { manifest, ...(await finish(job, manifest, url)) };
    await rm(mark);
    return restored;
  } catch (error) {
    if (!loaded) {
      await clearComing(folder);
      await rm(mark, { force: true });
      throw folderTrouble(error instanceof Problem ? error.cause : error, folder) ?? error;
    }
    const line = 'The restore stopped before its end. Empty the data folder (and the database of DATABASE_URL) and restore again.';
    throw new CannotStart(`${error instanceof Error ? error.message : error}\n${line}`, { cause: error });
  }
}

/** Brings it to the shape of this release, and to the present. */
async function finish(job: Restore, manifest: Manifest, url: string): Promise<Omit<Restored, 'manifest'>> {
  const { folder, clock, ids, log } = job;
  const migrated = await migrate(url, log);
  const prisma = connect(url, 1);
  try {
    const deps = { db: prisma, clock, ids, log };
    const settled = await settle(deps, manifest);
    const journal = join(folder, JOURNAL_FILE);
    await addMissing(journal, [join(folder, JOURNAL_COMING), ...job.journals]);
    await rm(join(folder, JOURNAL_COMING), { force: true });
    const erasures = await reapplyErasures(deps, readErasures(journal));
    return { ...settled, migrated, erasures };
  } finally {
    await prisma.$disconnect();
  }
}

/** Before anything is touched: a line that cannot be read would bring somebody back. */
async function assertReadable(journals: readonly string[]): Promise<void> {
  for (const file of journals) {
    if (!existsSync(file)) throw new CannotStart(`There is no journal of erasures ${file}.`);
    for await (const _ of readErasures(file));
  }
}

async function assertRoom(folder: string): Promise<void> {
  const files = join(folder, FILES);
  if (existsSync(files) && (await readdir(files)).length > 0)
    throw new CannotStart(`There are files in ${files} already. Restore into a new DATA_DIR.`);
  for await (const _ of readErasures(join(folder, JOURNAL_FILE)));
}

/** With another key no code would fit, and no proof of a consent could be checked. */
async function assertSecret({ folder, secretKey }: Restore, { secret }: Manifest): Promise<void> {
  if (secretKey !== null && markOf(secretKey) !== secret.mark)
    throw new CannotStart(
      secret.kept
        ? 'SECRET_KEY is set, but the backup brings a key of its own. Restore without SECRET_KEY.'
        : 'SECRET_KEY is not the one that the backup was made with. Set that one.',
    );
  if (secretKey === null && !secret.kept)
    throw new CannotStart('The backup was made with SECRET_KEY in the environment, which is not in it. Set the same SECRET_KEY.');
  const here = join(folder, SECRET);
  if (secretKey === null && existsSync(here) && markOf((await readFile(here, 'utf8')).trim()) !== secret.mark)
    throw new CannotStart(`${here} is there already, and is not the key of the backup. Restore into a new DATA_DIR.`);
}

async function clearComing(folder: string): Promise<void> {
  for (const name of [FILES_COMING, JOURNAL_COMING]) await rm(join(folder, name), { recursive: true, force: true });
}

/** An empty folder may be there, made by a start or by whoever mounted it. */
async function keepFiles(folder: string): Promise<void> {
  const coming = join(folder, FILES_COMING);
  if (!existsSync(coming)) return;
  if (existsSync(join(folder, FILES))) await rmdir(join(folder, FILES));
  await rename(coming, join(folder, FILES));
  await sync(folder);
}

/** Journals overlap: each line is kept once. */
async function addMissing(journal: string, others: readonly string[]): Promise<void> {
  const known = new Set<string>();
  for await (const one of readErasures(journal)) known.add(keyOf(one));
  for (const file of others) {
    const fresh: Erasure[] = [];
    for await (const one of readErasures(file)) {
      if (known.has(keyOf(one))) continue;
      known.add(keyOf(one));
      fresh.push(one);
    }
    await appendErasures(journal, fresh);
  }
}

async function writeDurably(path: string, text: string): Promise<void> {
  const file = await open(path, 'w', 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
}
