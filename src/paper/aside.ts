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
/** How long a thread without a job waits for the next. */
const REST_SECONDS = 10;

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
async function inThread(job: AsideJob): Promise<unknown> {
  const thread = wake() ?? startThread();
  const answer = await answerOf(thread, job);
  if (answer) rest(thread);
  else await thread.terminate();
  return answer ? answer.made : null;
}

/** To load what makes papers takes longer than most papers: one thread that did well waits for the next. */
let resting: { thread: Worker; end: NodeJS.Timeout } | undefined;

function startThread(): Worker {
  const thread = new Worker(new URL('./aside-thread.ts', import.meta.url), { resourceLimits: { maxOldGenerationSizeMb: HEAP_MEGABYTES } });
  // Its end is what counts.
  thread.on('error', () => {});
  thread.once('exit', () => {
    if (resting?.thread === thread) wake();
  });
  return thread;
}

function answerOf(thread: Worker, job: AsideJob): Promise<{ made: unknown } | null> {
  return new Promise((resolve) => {
    const end = (answer: { made: unknown } | null) => {
      clearTimeout(deadline);
      thread.off('message', take);
      thread.off('exit', giveUp);
      resolve(answer);
    };
    const take = (made: unknown) => end({ made });
    const giveUp = () => end(null);
    const deadline = setTimeout(giveUp, SECONDS * 1000);
    thread.on('message', take);
    thread.on('exit', giveUp);
    thread.postMessage(job);
  });
}

function wake(): Worker | undefined {
  if (!resting) return undefined;
  const { thread, end } = resting;
  resting = undefined;
  clearTimeout(end);
  thread.ref();
  return thread;
}

/** Nothing waits for it, not even the end of the process. */
function rest(thread: Worker): void {
  if (resting) return void thread.terminate();
  const end = setTimeout(() => void wake()?.terminate(), REST_SECONDS * 1000);
  end.unref();
  thread.unref();
  resting = { thread, end };
}
