/** An officer writes to a person by hand, in the platform's own app. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { receiveFile } from '../../src/evidence/receive-file.ts';
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
    for (const words of ['Cảm ơn cán bộ', 'menu', '1', 'xóa hết']) expect(await visitor.say(words)).toEqual([]);
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
    expect(await visitor.say('xin chào')).not.toEqual([]);
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
