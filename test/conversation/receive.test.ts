import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Inbound, Update } from '../../src/channel/channel.ts';
import { receive } from '../../src/conversation/receive.ts';
import type { Deps } from '../../src/deps.ts';
import { freshDatabase, type TestDatabase } from '../support/db.ts';
import { testDeps } from '../support/deps.ts';

let database: TestDatabase;
let deps: Deps;
let channelAccountId: string;

beforeAll(async () => {
  database = await freshDatabase();
  deps = testDeps(database.prisma);
  channelAccountId = (await database.prisma.channelAccount.findFirstOrThrow()).id;
});
afterAll(() => database.drop());

const update = (updateKey: string, inbound: unknown, more: Partial<Update> = {}): Update => ({
  channelAccountId,
  updateKey,
  chatKey: 'chat-1',
  inbound: inbound as Inbound,
  ...more,
});
const stored = (updateKey: string) => database.prisma.inbox.findFirst({ where: { updateKey } });

describe('receive', () => {
  it('stores an update once, whatever the second one says', async () => {
    expect(await receive(deps, update('once', { type: 'text', text: 'một' }))).toBe('stored');
    expect(await receive(deps, update('once', { type: 'text', text: 'hai' }))).toBe('duplicate');
    expect(await stored('once')).toMatchObject({ body: { type: 'text', text: 'một' }, state: 'new', attempts: 0, seq: null });
  });

  it('stores one of many that arrive at the same moment', async () => {
    const results = await Promise.all(Array.from({ length: 10 }, () => receive(deps, update('at-once', { type: 'voice' }))));
    expect(results.toSorted()).toEqual([...Array(9).fill('duplicate'), 'stored']);
  });

  it('knows when it happened, as far as that can be', async () => {
    const now = deps.clock.now();
    const ago = (hours: number) => new Date(now.getTime() - hours * 60 * 60 * 1000);
    const saidAt = async (key: string, more: Partial<Update>) => {
      await receive(deps, update(key, { type: 'other' }, more));
      return (await stored(key))?.saidAt;
    };
    expect(await saidAt('late', { at: ago(2) })).toEqual(ago(2));
    expect(await saidAt('early', { at: ago(-2) })).toEqual(now);
    expect(await saidAt('long-ago', { at: ago(24 * 8) })).toBeNull();
    expect(await saidAt('silent', {})).toBeNull();
    await expect(receive(deps, update('never', { type: 'other' }, { at: new Date(Number.NaN) }))).rejects.toMatchObject({
      code: 'badRequest',
    });
  });

  it('takes the same key from another channel account as another update', async () => {
    const other = await database.prisma.channelAccount.findFirstOrThrow();
    const id = deps.ids.next();
    await database.prisma.channelAccount.create({ data: { ...other, id, channel: 'zalo' } });
    expect(await receive(deps, update('once', { type: 'other' }, { channelAccountId: id }))).toBe('stored');
  });

  it('keeps what PostgreSQL would refuse out of the words, and composes them', async () => {
    const typed = `a\0b\ud800c ${'tiếng Việt'.normalize('NFD')}`;
    await receive(deps, update('odd', { type: 'text', text: typed }));
    expect((await stored('odd'))?.body).toEqual({ type: 'text', text: 'ab\ufffdc tiếng Việt'.normalize('NFC') });
  });

  it('cuts what is longer than anybody writes', async () => {
    await receive(deps, update('long', { type: 'text', text: '👪'.repeat(9_000) }));
    const kept = await database.prisma.inbox.findFirstOrThrow({ where: { updateKey: 'long' } });
    const { text } = kept.body as { text: string };
    expect(text).toHaveLength(10_000);
    expect(text.isWellFormed()).toBe(true);
  });

  it('keeps no more marks on a letter than a computer composes at once', async () => {
    const typed = `ngõ ${'a\u0323\u0302'.normalize('NFC')} e${'\u0301\u0323'.repeat(200_000)}nd`;
    await receive(deps, update('marks', { type: 'text', text: typed }));
    await receive(deps, update('marks-end', { type: 'text', text: `e${'\u0301\u0323'.repeat(1_000)}nd` }));
    const texts = await Promise.all(['marks', 'marks-end'].map(async (key) => (await stored(key))?.body));
    expect(texts).toMatchObject([
      { text: expect.stringMatching(/^ngõ ậ ẹ\p{M}{29}$/u) },
      { text: expect.stringMatching(/^ẹ\p{M}{29}nd$/u) },
    ]);
  });

  it.each<[string, unknown, Partial<Update>?]>([
    ['no type', { text: 'xin chào' }],
    ['an unknown type', { type: 'location', lat: 11, lon: 106 }],
    ['a field that is not ours', { type: 'text', text: 'xin chào', from: { first_name: 'Lan' } }],
    ['a wrong type', { type: 'text', text: 7 }],
    ['too long data', { type: 'press', data: 'x'.repeat(300) }],
    ['a path for a blob', { type: 'media', items: [{ kind: 'photo', blobKey: '../etc' }] }],
    ['null', null],
    ['an empty key', { type: 'other' }, { updateKey: '' }],
    ['a giant key', { type: 'other' }, { updateKey: 'x'.repeat(500) }],
    ['a chat key with spaces', { type: 'other' }, { chatKey: 'a b' }],
    ['no channel account', { type: 'other' }, { channelAccountId: 'web' }],
  ])('refuses %s and stores nothing', async (_name, inbound, more) => {
    const before = await database.prisma.inbox.count();
    await expect(receive(deps, update('bad', inbound, more))).rejects.toMatchObject({ code: 'badRequest' });
    expect(await database.prisma.inbox.count()).toBe(before);
  });
});
