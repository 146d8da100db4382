/** The thread of aside.ts: one job after another, an answer to each. A job that breaks ends it. */
import { parentPort } from 'node:worker_threads';
import type { AsideJob } from './aside.ts';
import { checkTemplate } from './check-template.ts';
import { completeList, postingList } from './lists.ts';
import { makePaper } from './make-paper.ts';

async function answer(job: AsideJob): Promise<unknown> {
  switch (job.job) {
    case 'check':
      return checkTemplate(job.kind, job.bytes);
    case 'paper':
      return makePaper(job.paper, { template: job.template, trial: job.trial });
    case 'completeList':
      return completeList(job.list);
    case 'postingList':
      return postingList(job.list);
  }
}

parentPort?.on('message', async (job: AsideJob) => parentPort?.postMessage(await answer(job)));
