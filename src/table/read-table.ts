/**
 * Reads an .xlsx or a .csv that a stranger made, in a thread of its own: a crafted file can ask for endless time or
 * memory, and only a thread can be stopped in the middle of that.
 */
import { Worker } from 'node:worker_threads';
import type { ReadTable } from './table.ts';

export interface TableLimits {
  /** Of the file. */
  bytes: number;
  /** Of what is unpacked of it. */
  unpackedBytes: number;
  /** Over all sheets, gaps included. */
  cells: number;
  seconds: number;
}

/** A ward of 20,000 households fits into a quarter of each. */
export const tableLimits: TableLimits = { bytes: 2_000_000, unpackedBytes: 60_000_000, cells: 2_000_000, seconds: 20 };

export interface TableJob {
  bytes: Uint8Array;
  limits: TableLimits;
}

const HEAP_MEGABYTES = 512;

export async function readTable(bytes: Uint8Array, limits: TableLimits = tableLimits): Promise<ReadTable> {
  if (bytes.byteLength === 0) return { problem: 'empty' };
  if (bytes.byteLength > limits.bytes) return { problem: 'tooLarge' };
  const job: TableJob = { bytes, limits };
  const thread = new Worker(new URL('./read-table-thread.ts', import.meta.url), {
    workerData: job,
    resourceLimits: { maxOldGenerationSizeMb: HEAP_MEGABYTES },
  });
  let deadline: NodeJS.Timeout | undefined;
  try {
    return await new Promise<ReadTable>((resolve) => {
      thread.once('message', resolve);
      thread.once('error', (error: NodeJS.ErrnoException) =>
        resolve({ problem: error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? 'tooLarge' : 'broken' }),
      );
      thread.once('exit', () => resolve({ problem: 'broken' }));
      deadline = setTimeout(() => resolve({ problem: 'tooLarge' }), limits.seconds * 1000);
    });
  } finally {
    clearTimeout(deadline);
    await thread.terminate();
  }
}
