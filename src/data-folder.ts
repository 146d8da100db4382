/** The one folder that holds everything the service keeps on this machine. */
import { randomBytes, randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { link, mkdir, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { CannotStart, folderTrouble } from './cannot-start.ts';

/** A process that is just ending lets go of its folder within this time. */
const LOCK_PATIENCE_MS = 2_000;
const SQLITE_BUSY = 5;

/**
 * Makes the folder if needed, and writes to it once: what cannot be stored is better known at the start than at somebody's
 * first photo. Returns where the folder really is.
 *
 * @throws CannotStart when it cannot be used
 */
export async function openDataFolder(dataDir: string): Promise<string> {
  try {
    await makeFolder(dataDir);
    const folder = await realpath(dataDir);
    await tryWriting(folder);
    return folder;
  } catch (error) {
    const line = `${dataDir} is not a folder and cannot be made one. Set DATA_DIR to another folder.`;
    throw folderTrouble(error, dataDir) ?? new CannotStart(line, { cause: error });
  }
}

/** Step by step: where a folder stands that takes no other, Node's own `recursive` would try for ever. */
async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') return;
    const parent = dirname(path);
    if (code !== 'ENOENT' || existsSync(parent) || parent === path) throw error;
    await makeFolder(parent);
    await makeFolder(path);
  }
}

async function tryWriting(folder: string): Promise<void> {
  const probe = join(folder, `.probe-${randomUUID()}`);
  try {
    await writeFile(probe, 'x', { flag: 'wx' });
  } finally {
    await rm(probe, { force: true }).catch(() => {});
  }
}

export interface FolderLock {
  close(): Promise<void>;
}

/**
 * Takes the folder for this process, until `close` or the process's end, however that comes.
 *
 * @param folder as `openDataFolder` returned it
 * @throws CannotStart when another process has it
 */
export async function lockDataFolder(folder: string): Promise<FolderLock> {
  const givingUp = Date.now() + LOCK_PATIENCE_MS;
  for (;;) {
    const lock = tryLockDataFolder(folder);
    if (lock) return lock;
    if (Date.now() > givingUp) throw alreadyRunning(folder);
    await sleep(50);
  }
}

/**
 * The same at once; null when another process has it. Node locks no files, but the SQLite within it does, on every system; such
 * a lock is gone with its process, unlike a file with a process id.
 */
export function tryLockDataFolder(folder: string): FolderLock | null {
  const file = join(folder, 'service.lock');
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(file, { timeout: 0 });
    database.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    database?.close();
    if ((error as { errcode?: number }).errcode === SQLITE_BUSY) return null;
    throw new CannotStart(`${file} cannot be locked. Set DATA_DIR to a folder on a disk of this machine that this user can write.`, {
      cause: error,
    });
  }
  const held = database;
  return { close: async () => held.close() };
}

export function alreadyRunning(folder: string): CannotStart {
  return new CannotStart(
    `Nhà Học is already running on the data folder ${folder}. Stop it first, or set DATA_DIR and PORT for a second one.`,
  );
}

/** Lies in a data folder for as long as a restore into it is under way: what is there is not whole. */
export const RESTORE_MARK = 'restore.unfinished';

/** @throws CannotStart when a restore into the folder was cut off */
export function assertWhole(folder: string): void {
  if (!existsSync(join(folder, RESTORE_MARK))) return;
  throw new CannotStart(
    `A restore into ${folder} was not finished, so what is there is not whole. Empty the folder (and the database of DATABASE_URL) and restore again.`,
  );
}

/**
 * Reads a secret from a file that only we may read, making it at the first start.
 *
 * @throws CannotStart when the folder cannot be written
 */
export async function keepSecret(folder: string, name: string): Promise<string> {
  const file = join(folder, name);
  try {
    return (await read(file)) ?? (await make(file));
  } catch (error) {
    throw folderTrouble(error, folder) ?? error;
  }
}

/** The same without making it; null: there is none. @throws CannotStart when it cannot be read */
export async function readSecret(folder: string, name: string): Promise<string | null> {
  try {
    return await read(join(folder, name));
  } catch (error) {
    throw folderTrouble(error, folder) ?? error;
  }
}

/** A file that is there but cannot be read must not be taken for a new installation. */
async function read(file: string): Promise<string | null> {
  try {
    return (await readFile(file, 'utf8')).trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

/** Whole or not at all, since half a secret would be kept for ever; and of two starts at once both get the same. */
async function make(file: string): Promise<string> {
  const secret = randomBytes(32).toString('base64url');
  const draft = `${file}.${randomUUID()}`;
  try {
    await writeFile(draft, `${secret}\n`, { mode: 0o600, flush: true });
    await link(draft, file);
    return secret;
  } catch (error) {
    const other = (error as NodeJS.ErrnoException).code === 'EEXIST' && (await read(file));
    if (other) return other;
    throw error;
  } finally {
    await rm(draft, { force: true }).catch(() => {});
  }
}
