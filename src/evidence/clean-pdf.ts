/**
 * Cleans a PDF in a thread of its own: a crafted file can ask for endless time or memory, and only a thread can be
 * stopped in the middle of that.
 */
import { Worker } from 'node:worker_threads';
import { Problem } from '../problems.ts';
import type { FileLimits } from './limits.ts';

/** What the thread answers with. */
export type PdfVerdict = { ok: Uint8Array } | { problem: 'fileEncrypted' | 'fileTooManyPages' | 'fileBroken' };

export interface PdfJob {
  bytes: Uint8Array;
  maxPages: number;
}

const HEAP_MEGABYTES = 256;
/** Unpacked streams lie outside of the heap, so no option limits them: they are watched. */
const UNPACKED_BYTES = 400 * 1024 * 1024;
const WATCH_EVERY_MS = 50;

/** @throws Problem `fileEncrypted`, `fileTooManyPages`, `fileTooLarge`, `fileBroken` */
export async function cleanPdf(bytes: Uint8Array, limits: FileLimits): Promise<Uint8Array> {
  const verdict = await inThread({ bytes, maxPages: limits.pages }, limits.seconds);
  if ('problem' in verdict) throw new Problem(verdict.problem);
  if (verdict.ok.byteLength > limits.bytes) throw new Problem('fileTooLarge');
  return verdict.ok;
}

async function inThread(job: PdfJob, seconds: number): Promise<PdfVerdict> {
  const thread = new Worker(new URL('./clean-pdf-thread.ts', import.meta.url), {
    workerData: job,
    resourceLimits: { maxOldGenerationSizeMb: HEAP_MEGABYTES },
  });
  const guard = new AbortController();
  try {
    return await Promise.race([answerOf(thread), tooHungry(thread, seconds, guard.signal)]);
  } finally {
    guard.abort();
    await thread.terminate();
  }
}

function answerOf(thread: Worker): Promise<PdfVerdict> {
  return new Promise((resolve) => {
    thread.once('message', resolve);
    thread.once('error', () => resolve({ problem: 'fileBroken' }));
    thread.once('exit', () => resolve({ problem: 'fileBroken' }));
  });
}

/** Settles when the thread takes too long or unpacks too much; never otherwise. */
function tooHungry(thread: Worker, seconds: number, signal: AbortSignal): Promise<PdfVerdict> {
  return new Promise((resolve) => {
    const stop = () => resolve({ problem: 'fileBroken' });
    const deadline = setTimeout(stop, seconds * 1000);
    const watch = setInterval(async () => {
      const memory = await thread.getHeapStatistics().catch(() => null);
      if (memory && memory.external_memory > UNPACKED_BYTES) stop();
    }, WATCH_EVERY_MS);
    signal.addEventListener('abort', () => {
      clearTimeout(deadline);
      clearInterval(watch);
    });
  });
}
