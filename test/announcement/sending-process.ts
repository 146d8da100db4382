/** A process that sends announcements as the service does, to a platform that only counts: to be killed. `node sending-process.ts '<SendingProcess as JSON>'` */
import { randomUUID } from 'node:crypto';
import { createPump } from '../../src/announcement/pump.ts';
import { type Sender, SendFailure } from '../../src/channel/channel.ts';
import { createApi } from '../../src/channel/telegram/api.ts';
import { createSender } from '../../src/channel/telegram/sender.ts';
import { createOutbox } from '../../src/conversation/outbox/outbox.ts';
import { connect } from '../../src/db/client.ts';
import { connectRaw } from '../../src/db/raw.ts';
import { createLocale } from '../../src/locale/locale.ts';
import { systemIds } from '../../src/system.ts';
import { silentLog } from '../support/deps.ts';

export interface SendingProcess {
  databaseUrl: string;
  channelAccountId: string;
  /** POST with the chat as its words; or, with a token, the Bot API. */
  platform: string;
  token?: string;
  /** Unlike any other's. */
  processId: string;
  /** What its clock says at its start. */
  now: string;
}

/** What it can be told. */
export interface Told {
  /** Milliseconds by which its clock is put forward, or back. */
  step: number;
}

const { databaseUrl, channelAccountId, platform, token, processId, now } = JSON.parse(process.argv[2] ?? '') as SendingProcess;
const began = performance.now();
let stepped = 0;
const clock = { now: () => new Date(Date.parse(now) + stepped + performance.now() - began) };
process.on('message', ({ step }: Told) => {
  stepped += step;
});
process.on('disconnect', () => process.exit());
const prisma = connect(databaseUrl, 4);
const raw = connectRaw(databaseUrl, 4);

const plain: Sender = {
  async send(to) {
    const answer = await fetch(platform, { method: 'POST', body: to }).catch(() => {
      throw new SendFailure('unknown', 'reset');
    });
    if (answer.status === 429) throw new SendFailure('later', 'tooMany', { retryAfterMs: 20, wholeChannel: true });
    return randomUUID();
  },
};

const sender = token === undefined ? plain : createSender({ api: createApi({ token, apiRoot: platform }) });
const parts = { prisma, raw, clock, ids: systemIds, log: silentLog };
const pace = { perSecond: Number.POSITIVE_INFINITY, burstPerChat: Number.POSITIVE_INFINITY };
const timing = { leaseFor: 1_200, renewEvery: 200, margin: 300, lookEvery: 50, quietFor: 0, sweepEvery: 100, probeEvery: 200 };
const about = { channelAccountId, channel: 'telegram' as const, processId };
const outbox = createOutbox({ ...parts, ...about, sender, pace, timing, atOnce: 8 });
await outbox.start();
createPump({ ...parts, locale: createLocale(), publicUrl: 'https://nhahoc.example', every: 20, paceOf: () => pace.perSecond }).start();
process.stdout.write('sending\n');
// Its clocks do not keep it alive.
setInterval(() => {}, 1_000);
