/** The one folder that holds everything the service keeps on this machine. */
import { randomBytes, randomUUID } from 'node:crypto';
import { link, mkdir, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CannotStart, folderTrouble } from './cannot-start.ts';

/** Makes the folder if needed; returns where it really is. @throws CannotStart when it cannot be used */
export async function openDataFolder(dataDir: string): Promise<string> {
  try {
    await mkdir(dataDir, { recursive: true });
    return await realpath(dataDir);
  } catch (error) {
    const line = `${dataDir} is not a folder and cannot be made one. Set DATA_DIR to another folder.`;
    throw folderTrouble(error, dataDir) ?? new CannotStart(line, { cause: error });
  }
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
