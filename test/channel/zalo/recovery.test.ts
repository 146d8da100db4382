/** The ledger's sender on an OA whose tokens die: nothing is lost, the operator reads what to do, and no restart is needed. */
import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { pastedTokens } from '../../../src/channel/zalo/credentials.ts';
import { remedy } from '../../../src/channel/zalo/remedy.ts';
import { createOutbox, type Outbox } from '../../../src/conversation/outbox/outbox.ts';
import { listeningLog } from '../../support/telegram.ts';
import { HOUR, openOa, type TestOa } from './oa.ts';

const unpaced = { perSecond: Number.POSITIVE_INFINITY, burstPerChat: Number.POSITIVE_INFINITY };
const quick = {
  leaseFor: 2_000,
  renewEvery: 200,
  margin: 400,
  lookEvery: 50,
  quietFor: 0,
  sweepEvery: 50,
  probeEvery: 60,
  stopPatience: 500,
};

let oa: TestOa;
let outboxes: Outbox[];
beforeEach(async () => {
  oa = await openOa();
  outboxes = [];
});
afterEach(async () => {
  await Promise.all(outboxes.map((one) => one.stop()));
  await oa.close();
});

const waitFor = (check: () => unknown) => vi.waitFor(check, { timeout: 20_000 });
const rows = () =>
  oa.database.prisma.message.findMany({
    where: { channelAccountId: oa.channelAccountId },
    orderBy: { seq: 'asc' },
    select: { state: true, reason: true },
  });

function send(): { outbox: Outbox; lines: () => string } {
  const { log, lines } = listeningLog();
  const outbox = createOutbox({
    ...{ prisma: oa.database.prisma, raw: oa.database.raw, clock: oa.clock, log, remedy, timing: quick, pace: unpaced },
    ...{ channelAccountId: oa.channelAccountId, channel: 'zalo', sender: oa.sender(), processId: randomUUID() },
  });
  outboxes.push(outbox);
  return { outbox, lines };
}

async function write(user: { id: string }, texts: string[]): Promise<void> {
  const { prisma } = oa.database;
  const { channelAccountId } = oa;
  const accountId = randomUUID();
  const createdAt = oa.clock.now();
  await prisma.account.create({ data: { id: accountId, channelAccountId, externalId: user.id, createdAt, lastInboundAt: createdAt } });
  await prisma.conversation.create({ data: { accountId, session: {}, lastSeq: texts.length, updatedAt: createdAt } });
  for (const [index, text] of texts.entries()) {
    const body = { text, choices: [], expect: 'none' };
    await prisma.message.create({
      data: { id: randomUUID(), accountId, channelAccountId, seq: index + 1, class: 'reply', body, createdAt },
    });
  }
}

it('a dead refresh token stops the channel, keeps every message, and is mended by connecting the OA', async () => {
  const lan = oa.fake.user();
  lan.follows();
  oa.fake.revokeAccess();
  oa.fake.revokeRefresh();
  await write(lan, ['một', 'hai', 'ba']);
  const { outbox, lines } = send();
  await outbox.start();
  const account = () => oa.database.prisma.channelAccount.findUniqueOrThrow({ where: { id: oa.channelAccountId } });
  await waitFor(async () => expect((await account()).stoppedReason).toBe('refreshToken'));
  // It is tried again and again, and the refresh token is not.
  const calls = oa.fake.requests('cs').length;
  await waitFor(() => expect(oa.fake.requests('cs').length).toBeGreaterThan(calls + 3));
  expect(oa.fake.requests('oauth')).toHaveLength(1);
  expect((await rows()).map(({ state }) => state === 'queued' || state === 'leased')).toEqual([true, true, true]);
  expect((lines() + oa.logged()).match(/nhahoc zalo connect/g)).toHaveLength(1);

  await oa.connects(pastedTokens(oa.fake.grants(), oa.clock.now()));
  await waitFor(async () => expect((await rows()).map(({ state }) => state)).toEqual(['sent', 'sent', 'sent']));
  expect(lan.received().map(({ text }) => text)).toEqual(['một', 'hai', 'ba']);
  await waitFor(async () => expect((await account()).stoppedAt).toBeNull());
});

it('an OA that needs another package says so to the operator', async () => {
  const lan = oa.fake.user();
  lan.follows();
  oa.fake.fail('cs', { code: -224 }, 3);
  await write(lan, ['một']);
  const { outbox, lines } = send();
  await outbox.start();
  await waitFor(() => expect(lan.received().map(({ text }) => text)).toEqual(['một']));
  expect(lines()).toContain('https://zalo.cloud/oa/pricing');
});

it('two processes that take turns use a refresh token once', async () => {
  const lan = oa.fake.user();
  lan.follows();
  oa.advance(26 * HOUR);
  lan.says('còn đây');
  await write(
    lan,
    Array.from({ length: 12 }, (_, n) => `${n}`),
  );
  const [one, two] = [send(), send()];
  await one.outbox.start();
  await two.outbox.start();
  await waitFor(() => expect(lan.received().length).toBeGreaterThan(2));
  await one.outbox.stop();
  await waitFor(async () => expect((await rows()).every(({ state }) => state === 'sent')).toBe(true));
  expect(lan.received().map(({ text }) => text)).toEqual(Array.from({ length: 12 }, (_, n) => `${n}`));
  expect(oa.fake.refreshes()).toBe(1);
});
