/** The one folder that holds everything the service keeps on this machine. */
import { randomBytes } from 'node:crypto';
import { mkdir, readFile, realpath, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { folderTrouble } from './cannot-start.ts';

/** Makes the folder if needed; returns where it really is. @throws CannotStart when it cannot be used */
export async function openDataFolder(dataDir: string): Promise<string> {
  try {
    await mkdir(dataDir, { recursive: true });
    return await realpath(dataDir);
  } catch (error) {
    throw folderTrouble(error, dataDir) ?? error;
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
    const known = await readFile(file, 'utf8').catch(absent);
    if (known.trim()) return known.trim();
    const secret = randomBytes(32).toString('base64url');
    // Whole or not at all: half a secret would be kept for ever.
    await writeFile(`${file}.new`, `${secret}\n`, { mode: 0o600, flush: true });
    await rename(`${file}.new`, file);
    return secret;
  } catch (error) {
    throw folderTrouble(error, folder) ?? error;
  }
}

/** A file that is there but cannot be read must not be taken for a new installation. */
function absent(error: NodeJS.ErrnoException): string {
  if (error.code === 'ENOENT') return '';
  throw error;
}
