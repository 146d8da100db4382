/** Blobs as files of one folder, two levels deep so that no folder grows too long to list. */
import * as nodeFs from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Problem } from '../problems.ts';
import { assertBlobKey, type BlobStore, isBlobKey } from './blob-store.ts';

/** What the store needs of a file system; tests hand in one that fails. */
export type FolderFs = Pick<typeof nodeFs, 'mkdir' | 'open' | 'rename' | 'readFile' | 'rm' | 'readdir' | 'stat'>;

const PART = '.part';
/** Characters of the id that name its shelf: the last ones are random, the first ones are time. */
const SHELF = /([0-9a-f]{2})\.[a-z]+$/;

/** @param root made when the first blob is stored */
export function folderBlobStore(root: string, fs: FolderFs = nodeFs): BlobStore {
  const pathOf = (key: string): string => {
    assertBlobKey(key);
    const shelf = SHELF.exec(key)?.[1] ?? '';
    return join(root, shelf, key);
  };

  async function* files(): AsyncIterable<{ name: string; path: string; changedAt: Date }> {
    for (const shelf of await namesIn(fs, root)) {
      for (const name of await namesIn(fs, join(root, shelf))) {
        const path = join(root, shelf, name);
        const changedAt = await changedAtOf(fs, path);
        if (changedAt) yield { name, path, changedAt };
      }
    }
  }

  return {
    async put(key, bytes) {
      const path = pathOf(key);
      const part = path + PART;
      try {
        await fs.mkdir(dirname(path), { recursive: true, mode: 0o700 });
        await writeThrough(fs, part, bytes);
        await fs.rename(part, path);
        await syncFolder(fs, dirname(path));
      } catch (error) {
        await fs.rm(part, { force: true }).catch(() => undefined);
        throw isFull(error) ? new Problem('diskFull', { cause: error }) : error;
      }
    },

    async get(key) {
      try {
        return await fs.readFile(pathOf(key));
      } catch (error) {
        if (codeOf(error) === 'ENOENT') throw new Problem('notFound', { cause: error });
        throw error;
      }
    },

    async delete(key) {
      await fs.rm(pathOf(key), { force: true });
    },

    async *list() {
      for await (const file of files()) if (isBlobKey(file.name)) yield { key: file.name, storedAt: file.changedAt };
    },

    async tidy(before) {
      for await (const file of files()) if (file.name.endsWith(PART) && file.changedAt < before) await fs.rm(file.path, { force: true });
    },
  };
}

async function writeThrough(fs: FolderFs, path: string, bytes: Uint8Array): Promise<void> {
  const file = await fs.open(path, 'w', 0o600);
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** A rename is durable only once its folder is; some systems cannot open one for that. */
async function syncFolder(fs: FolderFs, path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const folder = await fs.open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

async function namesIn(fs: FolderFs, path: string): Promise<string[]> {
  try {
    return (await fs.readdir(path)).sort();
  } catch (error) {
    if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') return [];
    throw error;
  }
}

/** null when another sweep was faster. */
async function changedAtOf(fs: FolderFs, path: string): Promise<Date | null> {
  try {
    return (await fs.stat(path)).mtime;
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null;
    throw error;
  }
}

function isFull(error: unknown): boolean {
  const code = codeOf(error);
  return code === 'ENOSPC' || code === 'EDQUOT';
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
