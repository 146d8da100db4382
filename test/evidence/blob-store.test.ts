import * as nodeFs from 'node:fs/promises';
import { mkdtemp, readdir, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type BlobStore, blobKey, isBlobKey } from '../../src/evidence/blob-store.ts';
import { type FolderFs, folderBlobStore } from '../../src/evidence/folder-blob-store.ts';
import { gate } from '../../src/evidence/gate.ts';
import { receiveFile } from '../../src/evidence/receive-file.ts';
import { sequentialIds } from '../support/deps.ts';
import { jpeg, utf8 } from './samples.ts';

const KEY = '019a0000-0000-7000-8000-0000000000ab.jpg';
const DAY = 24 * 60 * 60 * 1000;
let folder: string;
let blobs: BlobStore;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'nhahoc-blobs-'));
  blobs = folderBlobStore(path.join(folder, 'evidence'));
});

afterEach(() => rm(folder, { recursive: true, force: true }));

async function listed(store = blobs): Promise<string[]> {
  const keys: string[] = [];
  for await (const { key } of store.list()) keys.push(key);
  return keys;
}

async function allFiles(): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => entry.name);
}

describe('a folder of blobs', () => {
  it('gives back what it was given, after a restart too', async () => {
    await blobs.put(KEY, utf8('ảnh'));
    const again = folderBlobStore(path.join(folder, 'evidence'));
    expect(Buffer.from(await again.get(KEY)).toString()).toBe('ảnh');
    expect(await listed(again)).toEqual([KEY]);
  });

  it('is readable by nobody but the service', async () => {
    await blobs.put(KEY, utf8('ảnh'));
    const { mode } = await stat(path.join(folder, 'evidence', 'ab', KEY));
    expect(mode & 0o077).toBe(0);
  });

  it('says that a blob is not there; deleting it twice is no error', async () => {
    await expect(blobs.get(KEY)).rejects.toMatchObject({ code: 'notFound' });
    await blobs.put(KEY, utf8('ảnh'));
    await blobs.delete(KEY);
    await blobs.delete(KEY);
    expect(await listed()).toEqual([]);
  });

  it('lists nothing before the first blob', async () => {
    expect(await listed()).toEqual([]);
    await blobs.tidy(new Date());
  });

  it('tidies away what an interrupted write left, and nothing else', async () => {
    await blobs.put(KEY, utf8('ảnh'));
    const part = path.join(folder, 'evidence', 'ab', `${KEY}.part`);
    await writeFile(part, 'nửa chừng');
    expect(await listed()).toEqual([KEY]);
    await blobs.tidy(new Date(Date.now() - DAY));
    expect(await allFiles()).toHaveLength(2);
    await utimes(part, new Date(0), new Date(0));
    await blobs.tidy(new Date(Date.now() - DAY));
    expect(await allFiles()).toEqual([KEY]);
  });
});

describe('keys', () => {
  it.each([
    '../../etc/passwd',
    '..',
    '',
    'ảnh của bé.jpg',
    `${KEY}/../x`,
    `${KEY}\0`,
    `/${KEY}`,
    KEY.toUpperCase(),
    KEY.replace('.jpg', '.html'),
    KEY.replace('.jpg', '.jpg.part'),
    `${KEY}\n`,
  ])('%j is none', async (key) => {
    expect(isBlobKey(key)).toBe(false);
    await expect(blobs.put(key, utf8('x'))).rejects.toThrow(TypeError);
    await expect(blobs.get(key)).rejects.toThrow(TypeError);
    await expect(blobs.delete(key)).rejects.toThrow(TypeError);
    expect(await allFiles()).toEqual([]);
  });

  it('whatever is asked for, nothing outside of the folder is touched', async () => {
    const dangerous = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(fc.constantFrom('..', '/', '\\', '.jpg', 'a', '%2e', '\0', KEY)).map((parts) => parts.join('')),
    );
    await fc.assert(
      fc.asyncProperty(dangerous, async (key) => {
        const touched: string[] = [];
        const store = folderBlobStore('/evidence', watching(touched));
        await store.get(key).catch(() => undefined);
        await store.delete(key).catch(() => undefined);
        for (const one of touched) expect(one).toMatch(/^\/evidence\/[0-9a-f]{2}\/[0-9a-f-]{36}\.(?:jpg|pdf)$/);
      }),
    );
  });

  it('are made of our ids only', () => {
    expect(blobKey('019a0000-0000-7000-8000-0000000000ab', 'jpg')).toBe(KEY);
    expect(() => blobKey('../x', 'jpg')).toThrow(TypeError);
  });
});

/** Reads nothing, deletes nothing, and notes what it was asked for. */
function watching(touched: string[]): FolderFs {
  const note = async (file: unknown) => {
    touched.push(String(file));
    return Buffer.alloc(0);
  };
  return { ...nodeFs, readFile: note, rm: note } as unknown as FolderFs;
}

describe('a disk that fails', () => {
  it.each([
    ['ENOSPC', { code: 'diskFull' }],
    ['EDQUOT', { code: 'diskFull' }],
    ['EIO', { code: 'EIO' }],
  ])('%s: nothing half-written stays', async (code, expected) => {
    const store = folderBlobStore(path.join(folder, 'evidence'), failing('writeFile', code));
    await expect(store.put(KEY, utf8('ảnh'))).rejects.toMatchObject(expected);
    expect(await allFiles()).toEqual([]);
  });

  it('full only when the bytes are to be made durable: the same', async () => {
    const store = folderBlobStore(path.join(folder, 'evidence'), failing('sync', 'ENOSPC'));
    await expect(store.put(KEY, utf8('ảnh'))).rejects.toMatchObject({ code: 'diskFull' });
    expect(await allFiles()).toEqual([]);
  });

  it('is told to the person as such', async () => {
    const store = folderBlobStore(path.join(folder, 'evidence'), failing('writeFile', 'ENOSPC'));
    const received = receiveFile({ blobs: store, ids: sequentialIds() }, { bytes: await jpeg() });
    await expect(received).rejects.toMatchObject({ code: 'diskFull', status: 507 });
  });
});

function failing(method: 'writeFile' | 'sync', code: string): FolderFs {
  return {
    ...nodeFs,
    open: async (...args: Parameters<typeof nodeFs.open>) => {
      const file = await nodeFs.open(...args);
      file[method] = () => Promise.reject(Object.assign(new Error(code), { code }));
      return file;
    },
  } as FolderFs;
}

describe('the gate', () => {
  it('lets through as many as fit, and the others in their order', async () => {
    const twoAtOnce = gate(2);
    const order: number[] = [];
    let inside = 0;
    const jobs = [1, 2, 3, 4, 5].map((number) =>
      twoAtOnce(async () => {
        inside++;
        expect(inside).toBeLessThanOrEqual(2);
        order.push(number);
        await new Promise((resolve) => setTimeout(resolve, 5));
        inside--;
        if (number === 2) throw new Error('one that fails makes way all the same');
      }),
    );
    const results = await Promise.allSettled(jobs);
    expect(order).toEqual([1, 2, 3, 4, 5]);
    expect(results.filter(({ status }) => status === 'rejected')).toHaveLength(1);
  });
});
