/**
 * The same send as jobs of graphile-worker, with all that makes it fast: a local queue, and jobs completed several at a time. A job that is
 * completed is gone, so who had it is written down first, several in one statement.
 */
import { Logger, makeWorkerUtils, run } from 'graphile-worker';
import { AT_A_TIME, AT_ONCE, GATHER, openRecipients, pool, QUEUE, recipients, serve } from './sending.mjs';

const { jobs, handOver } = await openRecipients({ mark: true });
const utils = await makeWorkerUtils({ pgPool: pool });
let left = 0;
let finished = () => {};

const runner = await run({
  pgPool: pool,
  // It says so of every job.
  logger: new Logger(() => () => {}),
  concurrency: AT_ONCE,
  noHandleSignals: true,
  taskList: { [QUEUE]: handOver },
  preset: { worker: { localQueue: { size: AT_A_TIME }, completeJobBatchDelay: GATHER, failJobBatchDelay: GATHER } },
});
runner.events.on('job:complete', ({ error }) => {
  if (error) console.error(error);
  left--;
  if (left === 0) finished();
});

async function send(round) {
  left = recipients;
  const done = new Promise((resolve) => {
    finished = resolve;
  });
  for await (const some of jobs(round)) await utils.addJobs(some.map((payload) => ({ identifier: QUEUE, payload })));
  await done;
}

serve(send);
