import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Inbound } from '../../src/channel/channel.ts';
import { createFetcher, type Fetcher, type FetcherParts } from '../../src/conversation/fetcher.ts';
import { Problem } from '../../src/problems.ts';
import { jpeg } from '../evidence/samples.ts';
import { eventually } from '../support/service.ts';
import { type House, openHouse, type Visitor } from '../support/talk.ts';

let house: House;
let lan: Visitor;
let photo: Uint8Array;
const fetchers: Fetcher[] = [];

beforeAll(async () => {
  house = await openHouse();
  photo = await jpeg();
});
beforeEach(async () => {
  lan = await house.visitor({ channel: 'telegram' });
});
afterAll(async () => {
  await Promise.all(fetchers.map((one) => one.stop()));
  await house.close();
});

/** Never looks by itself, so that the test says when. */
function fetcher(fetch: FetcherParts['fetch'], more: Partial<FetcherParts> = {}): Fetcher {
  const { clock, ids, log, db } = house.deps;
  const one = createFetcher({
    ...{ prisma: db as FetcherParts['prisma'], clock, ids, log, blobs: house.blobs, fetch, onReady: house.conversation.wake },
    ...more,
    timing: { pauses: [1, 1], ...more.timing },
  });
  fetchers.push(one);
  return one;
}

const send = (updateKey: string, inbound: Inbound) =>
  house.conversation.receive({ channelAccountId: lan.channelAccountId, chatKey: lan.chatKey, updateKey, inbound });
const files = (ref: string, more: { album?: string; caption?: string; bytes?: number } = {}): Inbound => {
  const { bytes, ...rest } = more;
  return { type: 'files', files: [{ ref, ...(bytes !== undefined && { bytes }) }], ...rest };
};
const key = () => randomUUID();
const row = (updateKey: string) =>
  house.database.prisma.inbox.findUniqueOrThrow({
    where: { channelAccountId_updateKey: { channelAccountId: lan.channelAccountId, updateKey } },
  });
/** Updates that had a turn, in order. */
const turns = async () => (await rows()).filter(({ seq }) => seq !== null).map(({ body }) => (body as { type: string }).type);
const rows = () => house.database.prisma.inbox.findMany({ where: { chatKey: lan.chatKey }, orderBy: { order: 'asc' } });
describe('the fetcher', () => {
  it('makes media of a file before its turn, and what came after it waits', async () => {
    const [first, second] = [key(), key()];
    await send(first, files('ref-1', { caption: 'Giấy khen' }));
    await send(second, { type: 'text', text: 'xin chào' });
    await house.conversation.idle();
    expect((await rows()).map(({ state }) => state)).toEqual(['fetching', 'new']);
    const asked: string[] = [];
    const one = fetcher(async (channelAccountId, ref) => {
      expect(channelAccountId).toBe(lan.channelAccountId);
      asked.push(ref);
      return photo;
    });
    await one.idle();
    await house.conversation.idle();
    expect(asked).toEqual(['ref-1']);
    const [media, text] = await rows();
    expect(media).toMatchObject({ state: 'done', until: null, body: { type: 'media', caption: 'Giấy khen', items: [{ kind: 'photo' }] } });
    expect(text).toMatchObject({ state: 'done' });
    expect(media?.seq).toBeLessThan(text?.seq ?? 0);
  });

  it('waits for the pieces of an album, and makes one answer of them', async () => {
    const [first, second, third] = [key(), key(), key()];
    await send(first, files('a', { album: 'album-1' }));
    house.clock.advance(1_000);
    await send(second, files('b', { album: 'album-1', caption: 'Góc học tập' }));
    const one = fetcher(async () => photo);
    house.clock.advance(1_000);
    // The first piece has waited its time, the second has not.
    await one.idle();
    expect((await rows()).map(({ state }) => state)).toEqual(['fetching', 'fetching']);
    await send(third, files('c', { album: 'album-1' }));
    house.clock.advance(1_600);
    await one.idle();
    await house.conversation.idle();
    expect((await row(first)).body).toMatchObject({ type: 'media', caption: 'Góc học tập', items: [{}, {}, {}] });
    for (const other of [second, third]) expect(await row(other)).toMatchObject({ state: 'done', body: null, seq: null });
    expect(await turns()).toEqual(['media']);
  });

  it('does not wait for an album that never ends', async () => {
    const one = fetcher(async () => photo);
    const first = key();
    await send(first, files('a', { album: 'album-2' }));
    for (let piece = 0; piece < 12; piece++) {
      house.clock.advance(1_000);
      await send(key(), files(`${piece}`, { album: 'album-2' }));
      await one.idle();
    }
    expect((await row(first)).state).not.toBe('fetching');
  });

  it('keeps two chats’ albums of one name apart, and two photos that are none', async () => {
    const other = await house.visitor({ channel: 'telegram' });
    const [mine, theirs, single] = [key(), key(), key()];
    await send(mine, files('a', { album: 'same' }));
    await house.conversation.receive({
      channelAccountId: other.channelAccountId,
      chatKey: other.chatKey,
      updateKey: theirs,
      inbound: files('b', { album: 'same' }),
    });
    await send(single, files('c'));
    house.clock.advance(2_000);
    await fetcher(async () => photo).idle();
    for (const one of [mine, theirs, single]) expect((await row(one)).body).toMatchObject({ type: 'media', items: [{}] });
  });

  it('tries three times, and then asks the person to send it again', async () => {
    const update = key();
    await send(update, files('ref'));
    let tries = 0;
    const one = fetcher(async () => {
      tries++;
      throw new Error('reset');
    });
    await one.idle();
    await house.conversation.idle();
    expect(tries).toBe(3);
    expect((await row(update)).body).toEqual({ type: 'mediaProblem', problem: 'fileNotFetched' });
    expect(await turns()).toEqual(['mediaProblem']);
    expect(await lan.answers()).not.toEqual([]);
  });

  it('takes what comes at the third try', async () => {
    const update = key();
    await send(update, files('ref'));
    let tries = 0;
    await fetcher(async () => {
      if (++tries < 3) throw new Error('reset');
      return photo;
    }).idle();
    expect((await row(update)).body).toMatchObject({ type: 'media' });
  });

  it('gives up a download that never ends', async () => {
    const update = key();
    await send(update, files('ref'));
    const signals: AbortSignal[] = [];
    const hanging = (_id: string, _ref: string, signal: AbortSignal) => {
      signals.push(signal);
      return new Promise<Uint8Array>(() => {});
    };
    await fetcher(hanging, { timing: { tryFor: 20 } }).idle();
    expect(signals.map(({ aborted }) => aborted)).toEqual([true, true, true]);
    expect((await row(update)).body).toMatchObject({ problem: 'fileNotFetched' });
  });

  it('does not fetch what is too large, nor a second time what is no picture or is refused', async () => {
    const [large, noPicture, refused] = [key(), key(), key()];
    await send(large, files('large', { bytes: 50_000_000 }));
    await send(noPicture, files('text'));
    await send(refused, files('refused'));
    const asked: string[] = [];
    await fetcher(async (_id, ref) => {
      asked.push(ref);
      if (ref === 'refused') throw new Problem('fileTooLarge');
      return new TextEncoder().encode('xin chào, đây không phải là ảnh');
    }).idle();
    expect(asked.toSorted()).toEqual(['refused', 'text']);
    expect((await row(large)).body).toEqual({ type: 'mediaProblem', problem: 'fileTooLarge' });
    expect((await row(noPicture)).body).toEqual({ type: 'mediaProblem', problem: 'fileUnknown' });
    expect((await row(refused)).body).toEqual({ type: 'mediaProblem', problem: 'fileTooLarge' });
  });

  it('keeps the good ones of an album, and says what was wrong with another', async () => {
    const [first, second] = [key(), key()];
    await send(first, files('good', { album: 'half' }));
    await send(second, files('bad', { album: 'half' }));
    house.clock.advance(2_000);
    await fetcher(async (_id, ref) => {
      if (ref === 'bad') throw new Error('reset');
      return photo;
    }).idle();
    await house.conversation.idle();
    expect((await row(first)).body).toMatchObject({ type: 'media', items: [{}] });
    expect(await row(`${first}.problem`)).toMatchObject({ state: 'done', body: { type: 'mediaProblem', problem: 'fileNotFetched' } });
    expect(await row(second)).toMatchObject({ state: 'done', body: null });
    expect(await turns()).toEqual(['media', 'mediaProblem']);
  });

  it('two processes make one answer of one file', async () => {
    const updates = Array.from({ length: 10 }, key);
    for (const update of updates) await send(update, files(update));
    const asked: string[] = [];
    const take: FetcherParts['fetch'] = async (_id, ref) => {
      asked.push(ref);
      return photo;
    };
    const both = [fetcher(take), fetcher(take)];
    await Promise.all(both.map((one) => one.idle()));
    expect(asked.toSorted()).toEqual(updates.toSorted());
    for (const update of updates) expect((await row(update)).body).toMatchObject({ type: 'media' });
  });

  it('begins anew what a dead process had in hand, and only one of them finishes it', async () => {
    const update = key();
    await send(update, files('ref'));
    const first = Promise.withResolvers<Uint8Array>();
    const slow = fetcher(() => first.promise, { timing: { renewEvery: 3_600_000 } });
    slow.wake();
    await eventually(async () => expect((await row(update)).until?.getTime()).toBeGreaterThan(house.clock.now().getTime()));
    const next = fetcher(async () => photo);
    await next.idle();
    expect((await row(update)).state).toBe('fetching');
    house.clock.advance(61_000);
    await next.idle();
    const finished = await row(update);
    expect(finished.body).toMatchObject({ type: 'media' });
    // The first was only slow: what it fetched is not taken any more.
    first.resolve(photo);
    await slow.idle();
    expect((await row(update)).body).toEqual(finished.body);
  });

  it('keeps its claim while it works', async () => {
    const update = key();
    await send(update, files('ref'));
    const done = Promise.withResolvers<Uint8Array>();
    const slow = fetcher(() => done.promise, { timing: { renewEvery: 10 } });
    slow.wake();
    await eventually(async () => expect((await row(update)).until?.getTime()).toBeGreaterThan(house.clock.now().getTime()));
    house.clock.advance(40_000);
    const until = house.clock.now().getTime() + 60_000;
    await eventually(async () => expect((await row(update)).until?.getTime()).toBe(until));
    done.resolve(photo);
    await slow.idle();
    expect((await row(update)).body).toMatchObject({ type: 'media' });
  });

  it('gives its claims back when it stops', async () => {
    const update = key();
    await send(update, files('ref'));
    const stopped = fetcher(() => new Promise(() => {}));
    stopped.wake();
    await eventually(async () => expect((await row(update)).until?.getTime()).toBeGreaterThan(house.clock.now().getTime()));
    await stopped.stop();
    await fetcher(async () => photo).idle();
    expect((await row(update)).body).toMatchObject({ type: 'media' });
  });

  it('leaves what was erased meanwhile erased', async () => {
    const update = key();
    await send(update, files('ref'));
    const done = Promise.withResolvers<Uint8Array>();
    const one = fetcher(() => done.promise);
    one.wake();
    await eventually(async () => expect((await row(update)).until?.getTime()).toBeGreaterThan(house.clock.now().getTime()));
    // As privacy/forget-conversation.ts does.
    await house.database.prisma.$executeRaw`UPDATE "Inbox" SET body = NULL, "chatKey" = '' WHERE "updateKey" = ${update}`;
    done.resolve(photo);
    await one.idle();
    house.clock.advance(61_000);
    await one.idle();
    expect(await row(update)).toMatchObject({ state: 'done', body: null, chatKey: '' });
  });

  it('tells whoever wants to fetch that something has arrived', async () => {
    let calls = 0;
    const conversation = house.twin({ onFiles: () => calls++ });
    await conversation.receive({ channelAccountId: lan.channelAccountId, chatKey: lan.chatKey, updateKey: key(), inbound: files('x') });
    await conversation.receive({
      channelAccountId: lan.channelAccountId,
      chatKey: lan.chatKey,
      updateKey: key(),
      inbound: { type: 'voice' },
    });
    expect(calls).toBe(1);
  });

  it('looks by itself when nobody tells it', async () => {
    const update = key();
    const one = fetcher(async () => photo, { timing: { sweepEvery: 20 } });
    one.start();
    await send(update, files('ref'));
    await eventually(async () => expect(await turns()).toEqual(['media']));
  });
});
