/**
 * The same send as jobs of pg-boss, as fast as it can be had: fetched by the hundred before they are needed, completed several at a time, both by
 * its own calls. (Its `work` waits for a whole batch before it fetches the next: slower.) A job that is completed stays, and marks its recipient.
 */
import { PgBoss } from 'pg-boss';
import { AT_A_TIME, AT_ONCE, gathered, openRecipients, pool, QUEUE, recipients, serve } from './sending.mjs';

const boss = new PgBoss({ db: { executeSql: (sql, values) => pool.query(sql, values) }, supervise: false, schedule: false });
boss.on('error', console.error);
await boss.start();
await boss.createQueue(QUEUE, { expireInSeconds: 3_600 });
const { jobs, handOver } = await openRecipients({ mark: false });
const complete = gathered(async (ids) => {
  await boss.complete(QUEUE, ids);
  return ids;
});

async function send(round) {
  let left = recipients;
  let fetched = [];
  let fetching;

  async function next() {
    while (left > 0) {
      // The next ones are there before these are gone.
      if (fetched.length < AT_ONCE && fetched.length < left) fetching ??= fetch();
      if (fetched.length > 0) {
        left--;
        return fetched.pop();
      }
      await fetching;
    }
  }

  async function fetch() {
    const more = await boss.fetch(QUEUE, { batchSize: AT_A_TIME });
    if (more.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    fetched = [...more, ...fetched];
    fetching = undefined;
  }

  async function hand() {
    const completing = [];
    for (let job = await next(); job; job = await next()) {
      await handOver(job.data);
      // Whoever hands over does not wait for it.
      completing.push(complete(job.id));
    }
    await Promise.all(completing);
  }

  const handing = Promise.all(Array.from({ length: AT_ONCE }, hand));
  for await (const some of jobs(round))
    await boss.insert(
      QUEUE,
      some.map((data) => ({ data })),
    );
  await handing;
}

serve(send);
