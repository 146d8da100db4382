import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createReceipts, markArrived, type ReceiptParts, type Receipts } from '../../src/conversation/mark-arrived.ts';
import type { RawDb } from '../../src/db/raw.ts';
import { openHouse } from '../support/talk.ts';
import { type Desk, openDesk } from './outbox/desk.ts';

let desk: Desk;
const opened: Receipts[] = [];
beforeAll(async () => {
  desk = await openDesk();
});
afterAll(() => desk.close());
afterEach(() => {
  for (const one of opened.splice(0)) one.stop();
});

const at = new Date('2026-11-01T08:00:00+07:00');
const receipt = (providerId: string, more: { channelAccountId?: string; at?: Date } = {}) => ({
  ...{ channelAccountId: desk.channelAccountId, providerId, at },
  ...more,
});
const sent = async (providerId: string, more: Parameters<Desk['write']>[2] = {}) =>
  desk.write(await desk.person(), 'x', { state: 'sent', sentAt: at, providerId, ...more });
const arrivedAt = async (id: string) => (await desk.row(id)).arrivedAt;

/** Counts the statements, and fails while it is away. */
function watched(): { raw: RawDb; asked: number; away: boolean } {
  const watch = {
    asked: 0,
    away: false,
    raw: {
      ...desk.raw,
      async $queryRawUnsafe<Rows>(sql: string, ...values: unknown[]) {
        watch.asked += 1;
        if (watch.away) throw Object.assign(new Error('away'), { code: 'ECONNREFUSED' });
        return desk.raw.$queryRawUnsafe<Rows>(sql, ...values);
      },
    } satisfies RawDb,
  };
  return watch;
}

function receipts(parts: Partial<ReceiptParts> = {}): Receipts {
  const one = createReceipts({ raw: desk.raw, clock: desk.clock, waits: [30, 60], ...parts });
  opened.push(one);
  return one;
}

describe('a receipt', () => {
  it('marks its message, once', async () => {
    const id = await sent('once');
    expect(await markArrived(desk.raw, [receipt('once')])).toEqual(new Set([0]));
    expect(await markArrived(desk.raw, [receipt('once', { at: new Date() })])).toEqual(new Set());
    expect(await arrivedAt(id)).toEqual(at);
  });

  it('is one of many, each with its own time, and of its own channel account', async () => {
    const other = await desk.another();
    const ids = [await sent('a'), await sent('b'), await other.write(await other.person(), 'x', { state: 'sent', providerId: 'a' })];
    const later = new Date(at.getTime() + 5_000);
    const all = [receipt('nobody'), receipt('b', { at: later }), receipt('a'), receipt('a', { channelAccountId: randomUUID() })];
    expect(await markArrived(desk.raw, all)).toEqual(new Set([1, 2]));
    expect(await Promise.all(ids.map(arrivedAt))).toEqual([at, later, null]);
  });

  it('for the first part of a long message says nothing of the whole', async () => {
    const id = await sent('part-1', { state: 'queued', partsSent: 1, sentAt: null });
    expect(await markArrived(desk.raw, [receipt('part-1')])).toEqual(new Set());
    expect(await arrivedAt(id)).toBeNull();
  });
});

describe('receipts', () => {
  it('that come together are looked for together', async () => {
    const watch = watched();
    const { arrived, counts } = receipts({ raw: watch.raw });
    const ids = await Promise.all(Array.from({ length: 30 }, (_, index) => sent(`together-${index}`)));
    await Promise.all(ids.map((_, index) => arrived(desk.channelAccountId, `together-${index}`)));
    expect(await Promise.all(ids.map(arrivedAt))).toEqual(ids.map(() => desk.clock.now()));
    expect(counts()).toEqual({ arrived: 30, unknown: 0 });
    expect(watch.asked).toBe(2);
  });

  it('that come before the ledger knows of the message are looked for again, and keep their time', async () => {
    const { arrived, counts } = receipts();
    const came = desk.clock.now();
    await arrived(desk.channelAccountId, 'early');
    desk.clock.advance(700);
    const id = await sent('early');
    await expect.poll(() => arrivedAt(id)).toEqual(came);
    expect(counts()).toEqual({ arrived: 1, unknown: 0 });
  });

  it('of messages that are not ours are forgotten after a while', async () => {
    const watch = watched();
    const { arrived, counts } = receipts({ raw: watch.raw });
    await arrived(desk.channelAccountId, 'of-an-officer');
    expect(counts().unknown).toBe(0);
    await expect.poll(() => counts()).toEqual({ arrived: 0, unknown: 1 });
    expect(watch.asked).toBe(3);
  });

  it('are not kept without end', async () => {
    const watch = watched();
    const { arrived, counts, stop } = receipts({ raw: watch.raw, memory: 2, waits: [60_000] });
    for (const id of ['x1', 'x2', 'x3', 'x4']) await arrived(desk.channelAccountId, id);
    expect(counts()).toEqual({ arrived: 0, unknown: 2 });
    stop();
    await arrived(desk.channelAccountId, 'x5');
    expect(counts().unknown).toBe(3);
  });

  it('have to come again while the database is away', async () => {
    const watch = watched();
    const { arrived, counts } = receipts({ raw: watch.raw });
    const id = await sent('away');
    watch.away = true;
    await expect(arrived(desk.channelAccountId, 'away')).rejects.toThrow('away');
    watch.away = false;
    await arrived(desk.channelAccountId, 'away');
    expect(await arrivedAt(id)).not.toBeNull();
    expect(counts()).toEqual({ arrived: 1, unknown: 0 });
  });

  it('outlive a database that goes away before the second look', async () => {
    const watch = watched();
    const { arrived } = receipts({ raw: watch.raw, waits: [20, 200] });
    await arrived(desk.channelAccountId, 'late');
    watch.away = true;
    await expect.poll(() => watch.asked).toBe(2);
    watch.away = false;
    const id = await sent('late');
    await expect.poll(() => arrivedAt(id)).not.toBeNull();
  });
});

it('is what the conversation does with them', async () => {
  const house = await openHouse();
  const visitor = await house.visitor({ channel: 'zalo' });
  await visitor.start();
  const { prisma } = house.database;
  const { id } = await prisma.message.findFirstOrThrow({ where: { accountId: await visitor.accountId() } });
  await prisma.message.update({ where: { id }, data: { state: 'sent', providerId: 'm1' } });
  await house.conversation.arrived(visitor.channelAccountId, 'm1');
  expect((await prisma.message.findUniqueOrThrow({ where: { id } })).arrivedAt).toEqual(house.clock.now());
  expect(house.conversation.receipts()).toEqual({ arrived: 1, unknown: 0 });
  await house.close();
});
