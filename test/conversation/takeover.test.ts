/** An officer writes to a person by hand, in the platform's own app. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { receiveFile } from '../../src/evidence/receive-file.ts';
import type { Session } from '../../src/flow/session.ts';
import { photoWithMetadata } from '../evidence/samples.ts';
import { type House, openHouse, type Visitor } from '../support/talk.ts';

const HOUR = 60 * 60 * 1000;

let house: House;
let visitor: Visitor;
beforeAll(async () => {
  house = await openHouse();
});
beforeEach(async () => {
  visitor = await house.visitor({ channel: 'zalo' });
  await visitor.start();
});
afterAll(() => house.close());

const officer = () => visitor.send({ type: 'human' });
const notice = () => ({ text: house.locale.t('act.officer', 'vi'), choices: [], expect: 'none' });
const account = async () => house.database.prisma.account.findUniqueOrThrow({ where: { id: await visitor.accountId() } });
const conversation = async () => house.database.prisma.conversation.findUniqueOrThrow({ where: { accountId: await visitor.accountId() } });
const inbox = () => house.database.prisma.inbox.findMany({ where: { chatKey: visitor.chatKey }, orderBy: { order: 'asc' } });

describe('an officer who takes over', () => {
  it('is announced once, in the words that the person can use', async () => {
    expect(await officer()).toEqual([notice()]);
    expect(await officer()).toEqual([]);
    expect((await account()).humanUntil).toEqual(new Date(house.clock.now().getTime() + 4 * HOUR));
    house.clock.advance(3 * HOUR);
    expect(await officer()).toEqual([]);
    expect((await account()).humanUntil).toEqual(new Date(house.clock.now().getTime() + 4 * HOUR));
    house.clock.advance(4 * HOUR);
    expect(await officer()).toEqual([notice()]);
  });

  it('has the word: nothing that the person writes is answered, and the conversation stays where it was', async () => {
    await officer();
    const before = await conversation();
    for (const words of ['Cảm ơn cán bộ', 'menu', '1', 'dung']) expect(await visitor.say(words)).toEqual([]);
    const { session, lastSeq } = await conversation();
    expect([session, lastSeq]).toEqual([before.session, before.lastSeq + 4]);
    expect((await inbox()).slice(-4)).toMatchObject(
      [1, 2, 3, 4].map((line) => ({ state: 'done', seq: before.lastSeq + line, error: null })),
    );
  });

  it('is not the person: only when these write counts as contact', async () => {
    const { lastInboundAt } = await account();
    house.clock.advance(HOUR);
    await officer();
    expect((await account()).lastInboundAt).toEqual(lastInboundAt);
    await visitor.say('Cảm ơn cán bộ');
    expect((await account()).lastInboundAt).toEqual(house.clock.now());
  });

  it('has done when the person says so', async () => {
    await officer();
    expect(await visitor.say('TIẾP TỤC')).not.toEqual([]);
    expect((await account()).humanUntil).toBeNull();
    expect(await visitor.say('xin chào')).not.toEqual([]);
    expect(await officer()).toEqual([notice()]);
  });

  it('has done when the person presses a button of ours, which works', async () => {
    await officer();
    const answers = await visitor.press('Bắt đầu');
    expect(answers.map(({ text }) => text)).not.toContain(house.locale.t('engine.oldButton', 'vi'));
    expect(answers.length).toBeGreaterThan(0);
    expect((await account()).humanUntil).toBeNull();
  });

  it('has done when they have written nothing for four hours', async () => {
    await officer();
    house.clock.advance(4 * HOUR);
    expect(await visitor.say('menu')).not.toEqual([]);
    expect((await account()).humanUntil).toBeNull();
  });

  it('may still be meant by what comes first after four hours: it is no answer to us, and whom it is for is asked once', async () => {
    const before = await conversation();
    await officer();
    house.clock.advance(5 * HOUR);
    const asked = await visitor.say('2');
    expect(asked.map(({ text }) => text)).toEqual([house.locale.t('afterOfficer.whom', 'vi')]);
    expect(asked[0]?.choices.map(({ label }) => label)).toEqual(['Làm tiếp', 'Nhắn Hội']);
    expect((await account()).humanUntil).toBeNull();
    const stack = (one: typeof before) => (one.session as unknown as Session).stack.map(({ dialog, step }) => [dialog, step]);
    expect(stack(await conversation()).slice(0, -1)).toEqual(stack(before));

    // What stood before asks again, and hears.
    const [question] = (await visitor.answers()).filter(({ choices }) => choices.some(({ label }) => label === 'Bắt đầu'));
    const again = await visitor.press('Làm tiếp');
    expect(again.at(-1)?.choices.map(({ label }) => label)).toEqual(question?.choices.map(({ label }) => label));
    expect(stack(await conversation())).toEqual(stack(before));
    const answers = await visitor.say('2');
    expect(answers.map(({ text }) => text)).not.toContain(house.locale.t('afterOfficer.whom', 'vi'));
  });

  it('may be what the person wants after four hours: they are led to a human', async () => {
    await officer();
    house.clock.advance(5 * HOUR);
    await visitor.say('dạ nhà tui có hai cháu');
    const answers = await visitor.press('Nhắn Hội');
    expect(answers.at(-1)?.text).toBe(house.locale.t('human.ask', 'vi'));
  });

  it('is no longer asked about once a button of ours was pressed', async () => {
    await officer();
    house.clock.advance(5 * HOUR);
    const answers = await visitor.press('Bắt đầu');
    expect(answers.map(({ text }) => text)).not.toContain(house.locale.t('afterOfficer.whom', 'vi'));
    expect((await account()).humanUntil).toBeNull();
  });

  it('has not begun by news of it that comes late', async () => {
    await officer();
    house.clock.advance(60_000);
    const written = house.clock.now();
    house.clock.advance(60_000);
    await visitor.say('TIẾP TỤC');
    expect((await account()).humanEndedAt).toEqual(house.clock.now());
    house.clock.advance(60_000);
    expect(await visitor.send({ type: 'human' }, written)).toEqual([]);
    expect((await account()).humanUntil).toBeNull();
    // What was over long ago is not begun either.
    house.clock.advance(5 * HOUR);
    expect(await visitor.send({ type: 'human' }, new Date(house.clock.now().getTime() - 4 * HOUR))).toEqual([]);
    expect((await account()).humanUntil).toBeNull();
    // Only what they write from now on does; counted from then.
    const at = new Date(house.clock.now().getTime() - HOUR);
    expect(await visitor.send({ type: 'human' }, at)).toEqual([notice()]);
    expect((await account()).humanUntil).toEqual(new Date(at.getTime() + 4 * HOUR));
  });

  it('is not told of to who has blocked us', async () => {
    await visitor.send({ type: 'reach', reachable: false });
    expect(await officer()).toEqual([]);
    expect(await account()).toMatchObject({ blockedAt: house.clock.now(), humanUntil: new Date(house.clock.now().getTime() + 4 * HOUR) });
  });

  it('does not keep anybody from asking for what they may ask at any time', async () => {
    await officer();
    expect(await visitor.say('xóa hết')).not.toEqual([]);
    expect((await account()).humanUntil).toBeNull();
  });

  it('hears the word to us alone, whatever is said to the officer around it, and takes nothing of it for an answer', async () => {
    // The question asks for words: whatever is typed may be its answer.
    await visitor.press('Bắt đầu');
    const before = (await conversation()).session as unknown as Session;
    await officer();
    const answers = await visitor.say('dạ dừng nha cô');
    expect(answers.map(({ text }) => text)).toContain(house.locale.t('stop.stopped', 'vi'));
    expect((await account()).stoppedAt).toEqual(house.clock.now());
    expect(await visitor.say('xóa hết giúp cháu nha chú')).not.toEqual([]);
    const { stack } = (await conversation()).session as unknown as Session;
    expect(stack.slice(0, before.stack.length).map(({ dialog }) => dialog)).toEqual(before.stack.map(({ dialog }) => dialog));
    expect(stack.at(-1)?.dialog).toBe('erase');
  });

  it('does not keep anybody from saying DỪNG', async () => {
    await officer();
    const answers = await visitor.say('DỪNG');
    expect(answers.map(({ text }) => text)).toContain(house.locale.t('stop.stopped', 'vi'));
    expect((await account()).stoppedAt).toEqual(house.clock.now());
    expect(await visitor.say('Cảm ơn cán bộ')).toEqual([]);
  });

  it('is not announced long afterwards: the notice ends with what it tells of', async () => {
    await officer();
    const { humanUntil, id } = await account();
    const [last] = await house.database.prisma.message.findMany({ where: { accountId: id }, orderBy: { seq: 'desc' }, take: 1 });
    expect(last).toMatchObject({ class: 'reply', expiresAt: humanUntil });
  });

  it('gets the photos, we take none', async () => {
    const item = await receiveFile({ blobs: house.blobs, ids: house.deps.ids }, { bytes: await photoWithMetadata() });
    await officer();
    expect(await visitor.send({ type: 'media', items: [item] })).toEqual([]);
    expect(await house.database.prisma.evidence.count()).toBe(0);
    expect((await inbox()).at(-1)).toMatchObject({ state: 'done' });
  });

  it('is known of in a chat that we have never heard of', async () => {
    const stranger = await house.visitor({ channel: 'zalo' });
    expect(await stranger.send({ type: 'human' })).toEqual([notice()]);
    expect(await house.database.prisma.account.findUniqueOrThrow({ where: { id: await stranger.accountId() } })).toMatchObject({
      lastInboundAt: null,
    });
  });

  it('is set aside without an apology when it cannot be told of', async () => {
    const t = house.locale.t;
    const locale = {
      ...house.locale,
      t: (...given: Parameters<typeof t>) => {
        if (given[0] === 'act.officer') throw new Error('no words');
        return t(...given);
      },
    };
    const broken = await house.visitor({ channel: 'zalo', chatKey: visitor.chatKey, conversation: house.twin({ locale }) });
    expect(await broken.send({ type: 'human' })).toEqual([]);
    expect((await inbox()).at(-1)).toMatchObject({ state: 'parked', error: 'unknown' });
  });
});

describe('who blocks us, and lets us write again', () => {
  it('has not written by that; following us counts as much', async () => {
    const { lastInboundAt } = await account();
    house.clock.advance(HOUR);
    await visitor.send({ type: 'reach', reachable: false });
    expect(await account()).toMatchObject({ lastInboundAt, blockedAt: house.clock.now() });
    house.clock.advance(HOUR);
    await visitor.send({ type: 'reach', reachable: true });
    expect(await account()).toMatchObject({ lastInboundAt: house.clock.now(), blockedAt: null });
  });

  it('is not blocked any more once they write by themselves', async () => {
    await visitor.send({ type: 'reach', reachable: false });
    await visitor.send({ type: 'human' });
    expect((await account()).blockedAt).not.toBeNull();
    await visitor.say('xin chào');
    expect((await account()).blockedAt).toBeNull();
  });
});

describe('what a platform brings late', () => {
  const ago = (ms: number) => new Date(house.clock.now().getTime() - ms);
  const text = (words: string) => ({ type: 'text', text: words }) as const;

  it('is of the time at which it was said: the last word stays the last', async () => {
    house.clock.advance(3 * HOUR);
    await visitor.send(text('menu'), ago(2 * HOUR));
    expect((await account()).lastInboundAt).toEqual(ago(2 * HOUR));
    await visitor.send(text('menu'), ago(HOUR));
    await visitor.send(text('menu'), ago(2 * HOUR));
    expect((await account()).lastInboundAt).toEqual(ago(HOUR));
  });

  it('is never of the future, and of no time that cannot be', async () => {
    await visitor.send(text('menu'), ago(-HOUR));
    expect((await account()).lastInboundAt).toEqual(house.clock.now());
    house.clock.advance(HOUR);
    await visitor.send(text('menu'), new Date(0));
    expect((await account()).lastInboundAt).toEqual(house.clock.now());
  });

  it('does not unblock who has unfollowed since, and does not greet them', async () => {
    house.clock.advance(HOUR);
    const unfollowed = house.clock.now();
    await visitor.send({ type: 'reach', reachable: false }, unfollowed);
    house.clock.advance(60_000);
    const followed = new Date(unfollowed.getTime() - 30_000);
    expect(await visitor.send({ type: 'reach', reachable: true }, followed)).toEqual([]);
    expect(await visitor.send({ type: 'start' }, followed)).toEqual([]);
    await visitor.send(text('menu'), followed);
    expect((await account()).blockedAt).toEqual(unfollowed);
    await visitor.send({ type: 'reach', reachable: true }, new Date(unfollowed.getTime() + 1_000));
    expect((await account()).blockedAt).toBeNull();
  });

  it('does not block who has written or followed since, and takes nothing of theirs', async () => {
    house.clock.advance(HOUR);
    const unfollowed = ago(60_000);
    await visitor.send({ type: 'reach', reachable: true }, ago(30_000));
    await house.database.prisma.message.updateMany({ where: { accountId: await visitor.accountId() }, data: { state: 'queued' } });
    await visitor.send({ type: 'reach', reachable: false }, unfollowed);
    expect((await account()).blockedAt).toBeNull();
    expect(await house.database.prisma.message.count({ where: { accountId: await visitor.accountId(), state: 'failed' } })).toBe(0);
  });
});

it('who has blocked us keeps what concerns their own file, until they write again', async () => {
  const { prisma } = house.database;
  const accountId = await visitor.accountId();
  const { lastSeq } = await prisma.conversation.update({ where: { accountId }, data: { lastSeq: { increment: 2 } } });
  const body = { text: 'hồ sơ', choices: [], expect: 'none' };
  const common = { accountId, channelAccountId: visitor.channelAccountId, body, createdAt: house.clock.now() };
  const [notice, news] = [randomUUID(), randomUUID()];
  await prisma.message.create({ data: { ...common, id: notice, seq: lastSeq - 1, class: 'fileNotice' } });
  await prisma.message.create({ data: { ...common, id: news, seq: lastSeq, class: 'announcement' } });
  const standing = async (id: string) => {
    const { state, reason } = await prisma.message.findUniqueOrThrow({ where: { id } });
    return { state, reason };
  };
  await visitor.send({ type: 'reach', reachable: false });
  expect(await standing(notice)).toEqual({ state: 'held', reason: 'gone' });
  expect(await standing(news)).toEqual({ state: 'failed', reason: 'blocked' });
  await visitor.say('menu');
  expect(await standing(notice)).toEqual({ state: 'queued', reason: null });
});
