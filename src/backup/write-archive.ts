/** Writing an archive: a tar, gzipped, that appears under its name when it is whole, and not before. */
import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { access, open, rename, rm } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { createTarPacker } from 'modern-tar';
import { CannotStart, folderTrouble } from '../cannot-start.ts';
import { partName } from './manifest.ts';
import { sync } from './sync.ts';

/** What is held in memory of anything, however long it is. */
const PART_BYTES = 4 * 1024 * 1024;
/** Photos do not shrink, rows do at any level, and the service wants the processor. */
const GZIP_LEVEL = 1;

export interface Summary {
  bytes: number;
  sha256: string;
}

export interface Archive {
  add(name: string, bytes: Uint8Array): Promise<void>;
  /** Adds what a stream brings as numbered parts; nothing when it brings nothing. */
  addParts(group: string, chunks: AsyncIterable<Uint8Array>): Promise<Summary>;
}

/**
 * Has `fill` fill a new archive. It is on the disk for good when this returns; when anything fails, nothing is left.
 *
 * @throws CannotStart when there is such a file already, or it cannot be written
 */
export async function writeArchive<T>(path: string, signal: AbortSignal | undefined, fill: (archive: Archive) => Promise<T>): Promise<T> {
  if (await exists(path)) throw new CannotStart(`${path} is there already. Choose another name; a backup is never overwritten.`);
  const part = `${path}.part`;
  await claim(part, path);
  try {
    const { archive, close, fail } = pack(part, signal);
    const filled = await fill(archive).catch(async (error) => {
      await fail(error);
      throw error;
    });
    await close();
    await sync(part);
    await rename(part, path);
    await sync(dirname(path));
    return filled;
  } catch (error) {
    throw folderTrouble(error, dirname(path)) ?? error;
  } finally {
    await rm(part, { force: true });
  }
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

/** Only its owner may read it, from its first byte on. */
async function claim(part: string, path: string): Promise<void> {
  try {
    await (await open(part, 'wx', 0o600)).close();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST')
      throw new CannotStart(`${part} is there: another backup is writing it, or one was killed. If none is running, remove it.`);
    throw (
      folderTrouble(error, dirname(path)) ??
      new CannotStart(`${basename(path)} cannot be written in ${dirname(path)} (${(error as NodeJS.ErrnoException).code}).`, {
        cause: error,
      })
    );
  }
}

function pack(part: string, signal: AbortSignal | undefined) {
  const { readable, controller } = createTarPacker();
  const written = pipeline(
    Readable.fromWeb(readable as Parameters<typeof Readable.fromWeb>[0]),
    createGzip({ level: GZIP_LEVEL }),
    createWriteStream(part),
    signal ? { signal } : {},
  );
  // It is awaited at the end; until then the failure shows where the next bytes are added.
  written.catch((error) => controller.error(error));
  const mtime = new Date();

  async function add(name: string, bytes: Uint8Array): Promise<void> {
    signal?.throwIfAborted();
    const writer = controller.add({ name, size: bytes.byteLength, mode: 0o600, mtime }).getWriter();
    await writer.write(bytes);
    await writer.close();
  }

  async function addParts(group: string, chunks: AsyncIterable<Uint8Array>): Promise<Summary> {
    const hash = createHash('sha256');
    let total = 0;
    let number = 0;
    for await (const bytes of inParts(chunks)) {
      hash.update(bytes);
      total += bytes.byteLength;
      number++;
      await add(partName(group, number), bytes);
    }
    return { bytes: total, sha256: hash.digest('hex') };
  }

  return {
    archive: { add, addParts },
    close: async () => {
      controller.finalize();
      await written;
    },
    fail: async (error: unknown) => {
      controller.error(error);
      await written.catch(() => {});
    },
  };
}

async function* inParts(chunks: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  let held: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of chunks) {
    held.push(chunk);
    size += chunk.byteLength;
    if (size < PART_BYTES) continue;
    yield Buffer.concat(held);
    held = [];
    size = 0;
  }
  if (size > 0) yield Buffer.concat(held);
}
