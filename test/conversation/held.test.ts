/** What waits for a person goes when they next write: once, in order, in their turn. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Inbound, Outbound } from '../../src/channel/channel.ts';
import { createOutbox } from '../../src/conversation/outbox/outbox.ts';
import { receive } from '../../src/conversation/receive.ts';
import { claimSql } from '../../src/conversation/turn-sql.ts';
import { type Chat, createTurnStore, type Outcome, type Taken, type TurnStore } from '../../src/conversation/turn-store.ts';
import type { Prisma } from '../../src/db/client.ts';
import { emptySession } from '../../src/flow/session.ts';
import { silentLog } from '../support/deps.ts';
import { eventually } from '../support/service.ts';
import { type House, openHouse, type Visitor } from '../support/talk.ts';
import { quick, unpaced } from './outbox/desk.ts';
import { fakeSender } from './outbox/fake-sender.ts';

const DAY = 24 * 60 * 60 * 1000;
const text = (words: string): Inbound => ({ type: 'text', text: words });
const told: string[] = [];

let house: House;
let store: TurnStore;
let visitor: Visitor;
beforeAll(async () => {
  house = await openHouse({ unused: true, onCommitted: ({ accountId }) => void told.push(accountId) });
  const { prisma, raw } = house.database;
  store = createTurnStore({ prisma, raw, clock: house.clock, ids: house.deps.ids });
});
beforeEach(async () => {
  visitor = await house.visitor({ channel: 'zalo' });
  await visitor.say('xin chào');
  await house.database.prisma.message.updateMany({ where: { accountId: await visitor.accountId() }, data: { state: 'sent' } });
  house.clock.advance(3 * DAY);
  told.length = 0;
});
afterAll(() => house.close());

/** A message that waits for the visitor; returns its id. */
async function hold(words: string, more: Partial<Prisma.MessageUncheckedCreateInput> = {}): Promise<string> {
  const { prisma } = house.database;
  const accountId = await visitor.accountId();
  const { lastSeq } = await prisma.conversation.update({ where: { accountId }, data: { lastSeq: { increment: 1 } } });
  const id = randomUUID();
  const outbound: Outbound = { text: words, choices: [], expect: 'none' };
  const body = outbound as unknown as Prisma.InputJsonObject;
  const common = { id, accountId, channelAccountId: visitor.channelAccountId, seq: lastSeq, class: 'announcement' as const, body };
  await prisma.message.create({ data: { ...common, state: 'held', reason: 'window', createdAt: house.clock.now(), ...more } });
  return id;
}

const row = (id: string) => house.database.prisma.message.findUniqueOrThrow({ where: { id } });
const wordsOf = async (id: string) => ((await row(id)).body as unknown as Outbound).text;
const stateOf = async (id: string) => (await row(id)).state;

/** One update of the visitor, taken by the store; what the turn says of it is given. */
type Way = (inbound: Inbound, outcome: Outcome | null) => Promise<Taken>;

const ways: Record<'among others' | 'by itself', Way> = {
  'among others': (inbound, outcome) =>
    taken(inbound, (chat) => store.takeTogether([chat], async (_db, claimed) => claimed.map(() => outcome))),
  'by itself': (inbound, outcome) => taken(inbound, (chat) => store.takeAlone(chat, async () => outcome)),
};

async function taken(inbound: Inbound, take: (chat: Chat) => Promise<Taken>): Promise<Taken> {
  const { channelAccountId, chatKey } = visitor;
  await receive(house.deps, { channelAccountId, chatKey, updateKey: randomUUID(), inbound });
  return take({ channelAccountId, chatKey });
}

const silence = (): Outcome => ({ session: emptySession('vi'), replies: [] });

describe.each(Object.entries(ways))('a turn that is taken %s', (_name, take) => {
  it('lets go what was held, several of a class as one, in the place of the first', async () => {
    const [first, second] = [await hold('một'), await hold('hai')];
    const notice = await hold('việc nhà', { class: 'fileNotice', reason: 'stopped' });
    const { done } = await take(text('chào'), silence());
    expect(done).toMatchObject([{ said: false, released: true }]);
    expect(await row(first)).toMatchObject({ state: 'queued', reason: null, mergedIntoId: null });
    expect(await wordsOf(first)).toBe('một\n\nhai');
    expect(await row(second)).toMatchObject({ state: 'cancelled', reason: 'merged', mergedIntoId: first });
    expect(await row(notice)).toMatchObject({ state: 'queued', reason: null });
    expect(await wordsOf(notice)).toBe('việc nhà');
    expect((await take(text('chào'), silence())).done).toMatchObject([{ released: false }]);
  });

  it('does it in one transaction with everything else', async () => {
    const id = await hold('một');
    await take(text('chào'), silence());
    const { prisma } = house.database;
    const [one] = await prisma.$queryRaw<{ same: boolean }[]>`
      SELECT m.xmin::text = c.xmin::text AS same FROM "Message" m JOIN "Conversation" c USING ("accountId") WHERE m.id = ${id}::uuid`;
    expect(one).toEqual({ same: true });
  });

  it('lets what is worth nothing any more expire', async () => {
    const expiresAt = new Date(house.clock.now().getTime() - 1);
    const [late, fresh] = [await hold('hôm qua', { expiresAt }), await hold('hôm nay')];
    await take(text('chào'), silence());
    expect([await stateOf(late), await stateOf(fresh), await wordsOf(fresh)]).toEqual(['expired', 'queued', 'hôm nay']);
    const last = await hold('hôm kia', { expiresAt });
    expect((await take(text('chào'), silence())).done).toMatchObject([{ released: false }]);
    expect(await stateOf(last)).toBe('expired');
  });

  it('leaves what waits for a time of its own, and what waits for others', async () => {
    const later = await hold('mai', { reason: 'quietHours', until: new Date(house.clock.now().getTime() + DAY) });
    const mine = visitor;
    visitor = await house.visitor({ channel: 'zalo' });
    await visitor.say('xin chào');
    const theirs = await hold('của người khác');
    visitor = mine;
    expect((await take(text('chào'), silence())).done).toMatchObject([{ released: false }]);
    expect([await stateOf(later), await stateOf(theirs)]).toEqual(['held', 'held']);
  });

  it('lets go what waits for a time at which it could go on other terms: it is free now', async () => {
    const until = new Date(house.clock.now().getTime() + DAY);
    const id = await hold('nhắc', { class: 'reminder', reason: 'window', until });
    expect((await take(text('chào'), silence())).done).toMatchObject([{ released: true }]);
    expect(await row(id)).toMatchObject({ state: 'queued', reason: null, until: null });
  });

  it('lets no old answer go when the person spoke to an officer, but what is of that time, and what else they may get now', async () => {
    const old = await hold('một', { class: 'reply' });
    const expiresAt = new Date(house.clock.now().getTime() + DAY);
    const [ofNow, notice] = [await hold('hai', { class: 'reply', expiresAt }), await hold('ba', { class: 'fileNotice' })];
    expect((await take(text('chào'), { ...silence(), unheard: true })).done).toMatchObject([{ released: true }]);
    expect(await Promise.all([old, ofNow, notice].map(stateOf))).toEqual(['held', 'queued', 'queued']);
  });

  it('does nothing of the kind when it is laid aside', async () => {
    const id = await hold('một');
    await take(text('chào'), null);
    expect(await stateOf(id)).toBe('held');
    await house.conversation.idle();
    expect(await stateOf(id)).toBe('queued');
  });

  it('does it only for what the person did', async () => {
    const id = await hold('một');
    for (const inbound of [{ type: 'human' }, { type: 'reach', reachable: false }] as const) {
      expect((await take(inbound, silence())).done).toMatchObject([{ released: false }]);
      expect(await stateOf(id)).toBe('held');
    }
    await take({ type: 'reach', reachable: true }, silence());
    expect(await stateOf(id)).toBe('queued');
  });
});

describe('what was held', () => {
  it('is handed over when its person writes, each class as one message, behind the answer', async () => {
    const { prisma, raw } = house.database;
    const { channelAccountId } = visitor;
    const accountId = await visitor.accountId();
    const sender = fakeSender();
    const outbox = createOutbox({
      ...{ prisma, raw, clock: house.clock, log: silentLog, channelAccountId, channel: 'zalo', sender, pace: unpaced },
      ...{ processId: randomUUID(), timing: quick },
    });
    const { organisationId } = await prisma.channelAccount.findUniqueOrThrow({ where: { id: channelAccountId } });
    await prisma.consent.create({
      data: {
        ...{ id: randomUUID(), accountId, accountHash: '', organisationId, purpose: 'announcements', act: 'given', textVersion: '1' },
        ...{ textHash: '', language: 'vi', method: 'chat', at: house.clock.now() },
      },
    });
    await hold('Tin một', { state: 'queued', reason: null });
    await hold('Nhắc một', { state: 'queued', reason: null, class: 'reminder' });
    await hold('Tin hai', { state: 'queued', reason: null });
    await outbox.start();
    const held = { accountId, state: 'held' as const };
    await eventually(async () => expect(await prisma.message.count({ where: held })).toBe(3));
    expect(sender.texts(visitor.chatKey)).toEqual([]);

    const answers = await visitor.say('menu');
    outbox.wake();
    await eventually(async () => expect(sender.texts(visitor.chatKey)).toHaveLength(answers.length + 2));
    expect(sender.texts(visitor.chatKey).slice(-2)).toEqual(['Nhắc một', 'Tin một\n\nTin hai']);
    await outbox.stop();
    expect(await prisma.message.count({ where: { accountId, state: 'sent', terms: 'free' } })).toBe(answers.length + 2);
  });

  it('stays while the person writes to an officer, and goes once they are heard again', async () => {
    const accountId = await visitor.accountId();
    await visitor.send({ type: 'human' });
    told.length = 0;
    const id = await hold('một', { class: 'reply' });
    expect(await visitor.say('dạ, cảm ơn cán bộ')).toEqual([]);
    expect([await stateOf(id), told]).toEqual(['held', []]);
    await visitor.say('tiếp tục');
    expect([await stateOf(id), told]).toEqual(['queued', [accountId]]);
  });

  it('goes once the person has ended the time of an officer, for which it waited', async () => {
    const accountId = await visitor.accountId();
    await visitor.send({ type: 'human' });
    const until = new Date(house.clock.now().getTime() + DAY);
    const [waits, later] = [
      await hold('một', { state: 'queued', reason: 'officer', until }),
      await hold('hai', { state: 'queued', reason: 'busy', until }),
    ];
    await visitor.say('dạ');
    expect(await row(waits)).toMatchObject({ until });
    told.length = 0;
    await visitor.say('tiếp tục');
    expect(await row(waits)).toMatchObject({ state: 'queued', reason: null, until: null });
    expect(await row(later)).toMatchObject({ state: 'queued', reason: 'busy', until });
    expect(told).toEqual([accountId]);
  });

  it('is told of to whoever sends, also by a turn that says nothing', async () => {
    const accountId = await visitor.accountId();
    const id = await hold('một');
    expect(await visitor.send({ type: 'reach', reachable: true })).toEqual([]);
    expect([await stateOf(id), told]).toEqual(['queued', [accountId]]);
    await visitor.send({ type: 'reach', reachable: true });
    expect(told).toEqual([accountId]);
  });

  it('stays where its person has blocked us since what comes late', async () => {
    const followed = house.clock.now();
    house.clock.advance(60_000);
    await visitor.send({ type: 'reach', reachable: false });
    const id = await hold('một', { class: 'fileNotice', reason: 'gone' });
    await visitor.send({ type: 'reach', reachable: true }, followed);
    expect(await stateOf(id)).toBe('held');
    await visitor.send({ type: 'reach', reachable: true });
    expect(await stateOf(id)).toBe('queued');
  });

  it('goes with those who erase everything', async () => {
    const id = await hold('một');
    await visitor.send({ type: 'withdraw' });
    expect(await house.database.prisma.message.findUnique({ where: { id } })).toBeNull();
  });

  it('is looked up by its person alone, however much is held for others', async () => {
    const { prisma, raw } = house.database;
    const { channelAccountId, chatKey } = visitor;
    const createdAt = house.clock.now();
    const others = Array.from({ length: 3_000 }, () => ({ id: randomUUID(), externalId: randomUUID(), channelAccountId, createdAt }));
    await prisma.account.createMany({ data: others });
    await prisma.message.createMany({
      data: others.map(({ id: accountId }) => ({
        ...{ id: randomUUID(), accountId, channelAccountId, seq: 1, class: 'announcement' as const, state: 'held' as const, createdAt },
      })),
    });
    await prisma.$executeRawUnsafe('ANALYZE "Account", "Message"');
    const plan = await raw.$queryRawUnsafe<object[]>(`EXPLAIN ${claimSql}`, [channelAccountId], [chatKey]);
    const lines = JSON.stringify(plan);
    expect(lines).toMatch(/using ..Message_held.. on/);
    expect(lines).toMatch(/Index Cond: \(..accountId.. = a.id\)/);
    expect(lines).not.toMatch(/hashed SubPlan|Seq Scan on ..Message/);
  });
});
