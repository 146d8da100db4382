/**
 * A process of the service as far as it speaks by the clock: the jobs that remind, and the senders of its channels. Its clock stands where
 * it is told to, and whenever it is told the jobs run; it is there to be killed. `node service-process.ts '<ServiceProcess as JSON>'`
 */
import { randomUUID } from 'node:crypto';
import { type Sender, SendFailure } from '../../src/channel/channel.ts';
import { createApi } from '../../src/channel/telegram/api.ts';
import { createSender } from '../../src/channel/telegram/sender.ts';
import { createOutbox } from '../../src/conversation/outbox/outbox.ts';
import { connect } from '../../src/db/client.ts';
import { connectRaw } from '../../src/db/raw.ts';
import { serviceJobs } from '../../src/jobs/jobs.ts';
import { createLocale } from '../../src/locale/locale.ts';
import { systemIds } from '../../src/system.ts';
import { silentLog } from '../support/deps.ts';

export interface ServiceProcess {
  databaseUrl: string;
  /** Ids of channel accounts. */
  channels: Record<'telegram' | 'zalo', string>;
  /** Where both platforms are. */
  platform: string;
  token: string;
  /** What its clock says at its start, in milliseconds. */
  now: number;
}

/** What it is told: what its clock says from now on. */
export interface ClockMoved {
  now: number;
}

/** What it tells: the jobs have run once, all at this time. */
export interface Looked {
  looked: number;
}

const NAMES = ['tell officers how far theirs are', 'remind households of what is due'];

const about = JSON.parse(process.argv[2] ?? '') as ServiceProcess;
let at = about.now;
let told = Promise.withResolvers<void>();
const clock = { now: () => new Date(at) };
process.on('message', ({ now }: ClockMoved) => {
  at = now;
  told.resolve();
});
process.on('disconnect', () => process.exit());

const prisma = connect(about.databaseUrl, 4);
const raw = connectRaw(about.databaseUrl, 4);
const parts = { prisma, raw, clock, ids: systemIds, log: silentLog };

/** Zalo's own address is far away: one of ours, which is asked as plainly as can be. */
const zalo: Sender = {
  async send(to) {
    const body = JSON.stringify({ chat_id: to });
    const answer = await fetch(`${about.platform}/zalo`, { method: 'POST', body }).catch(() => {
      throw new SendFailure('unknown', 'reset');
    });
    if (answer.status === 403) throw new SendFailure('gone', 'blocked');
    return randomUUID();
  },
};
const senders = { zalo, telegram: createSender({ api: createApi({ token: about.token, apiRoot: about.platform }) }) };
const pace = { perSecond: Number.POSITIVE_INFINITY, burstPerChat: Number.POSITIVE_INFINITY };
const timing = { leaseFor: 1_600, renewEvery: 400, margin: 400, lookEvery: 400, quietFor: 0, sweepEvery: 500, probeEvery: 400 };
for (const channel of ['telegram', 'zalo'] as const) {
  const where = { channelAccountId: about.channels[channel], channel, processId: randomUUID() };
  await createOutbox({ ...parts, ...where, sender: senders[channel], pace, timing, atOnce: 8 }).start();
}

const all = serviceJobs({ db: prisma, clock, ids: systemIds, log: silentLog }, { blobs: {} as never, journal: '', locale: createLocale() });
const jobs = NAMES.map((name) => {
  const job = all.find((one) => one.name === name);
  if (!job) throw new Error(`no job is called ${name}`);
  return job;
});

for (;;) {
  told = Promise.withResolvers();
  const looked = at;
  // Of a look that failed nobody hears; only a whole one counts.
  const ran = await Promise.allSettled(jobs.map((job) => job.run()));
  if (at === looked && ran.every(({ status }) => status === 'fulfilled')) process.send?.({ looked } satisfies Looked);
  await told.promise;
}
