/** Reading an archive, entry after entry. */
import { createReadStream } from 'node:fs';
import { Readable, type Transform } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { createTarDecoder } from 'modern-tar';
import { CannotStart } from '../cannot-start.ts';

/** No entry of ours is larger: parts of tables and files are far below. */
const MAX_ENTRY_BYTES = 64 * 1024 * 1024;

export interface Entry {
  name: string;
  bytes: Uint8Array;
}

/** @throws CannotStart when it is no archive, or not whole */
export async function* readArchive(path: string): AsyncIterable<Entry> {
  const raw = createReadStream(path);
  const gunzip = createGunzip();
  raw.on('error', (error) => gunzip.destroy(error));
  const entries = (Readable.toWeb(raw.pipe(gunzip) as Transform) as ReadableStream<Uint8Array>).pipeThrough(
    createTarDecoder({ strict: true }),
  );
  try {
    for await (const { header, body } of entries as unknown as AsyncIterable<{ header: Header; body: ReadableStream<Uint8Array> }>) {
      if (header.size > MAX_ENTRY_BYTES) throw damaged(path);
      yield { name: header.name, bytes: new Uint8Array(await new Response(body as BodyInit).arrayBuffer()) };
    }
  } catch (error) {
    throw explain(error, path);
  } finally {
    raw.destroy();
    gunzip.destroy();
  }
}

interface Header {
  name: string;
  size: number;
}

function explain(error: unknown, path: string): unknown {
  if (error instanceof CannotStart) return error;
  const { code, syscall } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT') return new CannotStart(`There is no file ${path}.`, { cause: error });
  if (syscall !== undefined) return new CannotStart(`${path} cannot be read (${code}).`, { cause: error });
  return damaged(path, error);
}

export function damaged(path: string, cause?: unknown): CannotStart {
  return new CannotStart(`${path} is damaged, cut off, or no backup of Nhà Học. Take another one.`, { cause });
}
