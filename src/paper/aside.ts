/**
 * Makes papers, and looks at files that are to be their templates, in a thread: a ward's list takes seconds in which nobody else
 * would be answered, and a crafted file could take for ever.
 */
import { Worker } from 'node:worker_threads';
import type { TemplateProblem } from './check-template.ts';
import type { PaperJob } from './paper-for.ts';
import type { TemplateKind } from './slots.ts';

export type AsideJob = PaperJob | { job: 'check'; kind: TemplateKind; bytes: Uint8Array };

export interface MadeFile {
  fileName: string;
  bytes: Uint8Array;
}

const HEAP_MEGABYTES = 512;
const SECONDS = 60;

/** @throws Error where it could not be made: a mistake of ours, or a machine without room */
export async function makeAside(job: PaperJob): Promise<MadeFile> {
  const made = await inThread(job);
  if (made === null) throw new Error('the paper was not made');
  return made as MadeFile;
}

export async function checkAside(kind: TemplateKind, bytes: Uint8Array): Promise<TemplateProblem[]> {
  const found = await inThread({ job: 'check', kind, bytes });
  return found === null ? [{ problem: 'tooLarge' }] : (found as TemplateProblem[]);
}

/** Null: it took too long or too much, or broke. */
async function inThread(workerData: AsideJob): Promise<unknown> {
  const thread = new Worker(new URL('./aside-thread.ts', import.meta.url), {
    workerData,
    resourceLimits: { maxOldGenerationSizeMb: HEAP_MEGABYTES },
  });
  let deadline: NodeJS.Timeout | undefined;
  try {
    return await new Promise((resolve) => {
      thread.once('message', resolve);
      thread.once('error', () => resolve(null));
      thread.once('exit', () => resolve(null));
      deadline = setTimeout(() => resolve(null), SECONDS * 1000);
    });
  } finally {
    clearTimeout(deadline);
    await thread.terminate();
  }
}
