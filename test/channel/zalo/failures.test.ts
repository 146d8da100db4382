import { afterAll, beforeAll, beforeEach, describe, expect, it, test } from 'vitest';
import { createApi } from '../../../src/channel/zalo/api.ts';
import { ZaloFailure } from '../../../src/channel/zalo/failure.ts';
import { sendFailure } from '../../../src/channel/zalo/failures.ts';
import { remedy } from '../../../src/channel/zalo/remedy.ts';
import type { TokenStore } from '../../../src/channel/zalo/tokens.ts';
import type { FakeUser } from '../../support/fake-zalo.ts';
import { deadPort } from '../../support/telegram.ts';
import { failure, HOUR, openOa, plain, type TestOa } from './oa.ts';

let oa: TestOa;
let store: TokenStore;
let lan: FakeUser;
beforeAll(async () => {
  oa = await openOa();
  store = oa.store();
  lan = oa.fake.user();
  lan.follows();
});
afterAll(() => oa.close());
beforeEach(() => oa.fake.heal());

/** Each has a minute of its own: what one used up is nothing to the next. */
const sender = () => oa.sender({ api: oa.api(store) });
const sent = () => failure(sender().send(lan.id, plain('xin chào')));
const sentAsTemplate = () => failure(sender().sendTemplate(lan.id, plain('xin chào'), 'reminder'));

const later = [-200, -100];
const gone = [-213, -217];
const unreachable = [-227, -244, -114, -119];
const windowClosed = [-230, -232, -305, -311];
const quota = [-218, -144, -1441, -1472];
const refused = [-201, -210, -233, -237, -238, -240, -241, -248, -249, -403, -108, -131];
const broken = [-204, -205, -209, -212, -219, -221, -223, -224, -235, -242, -1241, -320, -321, -115];
const token = [-216, -220, 216, 401, -401, -124];

describe('an error of Zalo', () => {
  const table = [
    ...later.map((code) => [code, { kind: 'later', reason: `zalo:${code}`, wholeChannel: false }] as const),
    ...gone.map((code) => [code, { kind: 'gone', reason: `zalo:${code}` }] as const),
    ...unreachable.map((code) => [code, { kind: 'window', reason: 'unreachable' }] as const),
    ...windowClosed.map((code) => [code, { kind: 'window', reason: 'window' }] as const),
    ...quota.map((code) => [code, { kind: 'window', reason: 'quota' }] as const),
    ...refused.map((code) => [code, { kind: 'refused', reason: `zalo:${code}` }] as const),
    ...broken.map((code) => [code, { kind: 'broken', reason: `zalo:${code}` }] as const),
    [-32, { kind: 'later', reason: 'tooFast', wholeChannel: true }],
    [-211, { kind: 'later', reason: 'quota', wholeChannel: false, retryAfterMs: HOUR }],
    [-234, { kind: 'later', reason: 'night', wholeChannel: false }],
    [-133, { kind: 'later', reason: 'night', wholeChannel: false }],
  ] as const;

  test.each(table)('%i', async (code, meaning) => {
    oa.fake.fail('cs', { code });
    expect(await sent()).toMatchObject(meaning);
  });

  test.each(token)('%i is no matter once the token is renewed', async (code) => {
    const before = oa.fake.refreshes();
    oa.fake.fail('cs', { code });
    expect(await sender().send(lan.id, plain('đã đến'))).toBe(lan.received().at(-1)?.messageId);
    expect(oa.fake.refreshes()).toBe(before + 1);
  });

  test.each(token)('%i to a new token as well: nothing can be sent', async (code) => {
    oa.fake.fail('cs', { code }, 2);
    expect(await sent()).toMatchObject({ kind: 'broken', reason: 'accessToken' });
  });

  it('that nobody knows is tried again; it is counted, and the operator told once', async () => {
    const api = oa.api(store);
    const one = oa.sender({ api });
    for (let n = 0; n < 3; n++) {
      oa.fake.fail('cs', { code: -98765, message: 'Something new' });
      expect(await failure(one.send(lan.id, plain('x')))).toMatchObject({ kind: 'later', reason: 'zalo:-98765', wholeChannel: false });
    }
    oa.fake.fail('cs', { status: 502 });
    await failure(one.send(lan.id, plain('x')));
    expect([...api.errors()]).toEqual([
      ['-98765', 3],
      ['http:502', 1],
    ]);
    expect(oa.logged().match(/-98765/g)).toHaveLength(1);
  });

  it('that the quota of the OA is used up is tried again in an hour, and the operator told once a day', async () => {
    const one = sender();
    const before = oa.logged().length;
    const told = () =>
      oa
        .logged()
        .slice(before)
        .match(/the quota of the OA is used up/g)?.length ?? 0;
    for (const days of [0, 0, 1]) {
      oa.advance(days * 24 * HOUR);
      oa.fake.fail('cs', { code: -211 });
      expect(await failure(one.send(lan.id, plain('x')))).toMatchObject({ kind: 'later', reason: 'quota', retryAfterMs: HOUR });
      oa.fake.fail('template', { code: -211 });
      expect(await failure(one.sendTemplate(lan.id, plain('x'), 'reminder'))).toMatchObject({ kind: 'later', retryAfterMs: HOUR });
    }
    expect(told()).toBe(2);
    lan.opensChat();
  });

  it('is counted by no more codes than there are', async () => {
    const api = oa.api(store);
    for (let code = -1; code > -80; code--) {
      oa.fake.fail('getoa', { code: code - 100_000 });
      await api.get('/v2.0/oa/getoa').catch(() => {});
    }
    expect(api.errors().size).toBe(61);
    expect(api.errors().get('other')).toBe(19);
  });

  it('says what to do where nothing can be sent', () => {
    for (const reason of ['refreshToken', 'noTokens', 'credentials', 'accessToken', ...broken.map((code) => `zalo:${code}`)]) {
      expect(remedy(reason)).not.toBe(remedy('zalo:-1'));
    }
    expect(remedy('refreshToken')).toContain('nhahoc zalo connect');
    expect(remedy('zalo:-224')).toContain('https://zalo.cloud/oa/pricing');
    expect(remedy('zalo:-1')).toContain('zalo:-1');
  });
});

describe('an error about a template', () => {
  test.each([-249, -131, -212, -223, -224, -235, -320, -321, -115])('%i stops no plain message: it waits', async (code) => {
    oa.fake.fail('template', { code });
    expect(await sentAsTemplate()).toMatchObject({ kind: 'window', reason: `zalo:${code}` });
  });

  test.each([-204, -205, -209, -219, -221, -242])('%i stops all', async (code) => {
    oa.fake.fail('template', { code });
    expect(await sentAsTemplate()).toMatchObject({ kind: 'broken', reason: `zalo:${code}` });
  });

  it('is told the operator once', async () => {
    const one = sender();
    const before = oa.logged().length;
    for (let n = 0; n < 2; n++) {
      oa.fake.fail('template', { code: -131 });
      await failure(one.sendTemplate(lan.id, plain('x'), 'reminder'));
    }
    expect(
      oa
        .logged()
        .slice(before)
        .match(/no template from us/g),
    ).toHaveLength(1);
  });
});

describe('an answer of somebody else', () => {
  test.each([
    [
      { status: 500, body: '<html>' },
      { kind: 'unknown', reason: 'http:500', wholeChannel: true },
    ],
    [
      { status: 502, body: '' },
      { kind: 'later', reason: 'http:502', wholeChannel: true },
    ],
    [
      { status: 504, body: '' },
      { kind: 'unknown', reason: 'http:504', wholeChannel: true },
    ],
    [
      { status: 404, body: '<html>' },
      { kind: 'later', reason: 'http:404' },
    ],
    [
      { status: 302, headers: { location: 'http://elsewhere.invalid/' }, body: '' },
      { kind: 'later', reason: 'http:302' },
    ],
    [
      { status: 413, body: '' },
      { kind: 'refused', reason: 'http:413' },
    ],
    [
      { status: 429, body: '' },
      { kind: 'later', reason: 'tooFast', wholeChannel: true },
    ],
    [
      { status: 200, body: '<html>' },
      { kind: 'unknown', reason: 'network:invalidAnswer' },
    ],
    [
      { status: 200, body: '[]' },
      { kind: 'unknown', reason: 'network:invalidAnswer' },
    ],
    [
      { status: 503, body: '{"error":-200,"message":"Send message failed"}' },
      { kind: 'later', reason: 'zalo:-200' },
    ],
    [
      { status: 200, body: '{"error":"-230","message":"as text"}' },
      { kind: 'window', reason: 'window' },
    ],
  ] as const)('%j', async (answer, meaning) => {
    oa.fake.fail('cs', answer);
    expect(await sent()).toMatchObject(meaning);
  });

  test.each([
    ['reset', 'network:ECONNRESET'],
    ['deaf', 'network:ECONNRESET'],
  ] as const)('%s: nobody knows', async (end, reason) => {
    oa.fake.fail('cs', end);
    expect(await sent()).toMatchObject({ kind: 'unknown', reason });
  });

  it('that does not come in time: nobody knows', async () => {
    oa.fake.fail('cs', 'hang');
    const hasty = oa.sender({ api: oa.api(store, { callMs: 50 }) });
    expect(await failure(hasty.send(lan.id, plain('x')))).toMatchObject({ kind: 'unknown', reason: 'network:timeout' });
  });

  test.each([
    ['nobody listens', async () => `http://127.0.0.1:${await deadPort()}`, /^network:ECONNREFUSED$/],
    ['there is no such name', async () => 'http://zalo.invalid', /^network:E/],
    ['it is not TLS', async () => oa.fake.apiRoot.replace('http:', 'https:'), /^network:/],
  ])('is none, because %s: nothing was sent', async (_what, root, reason) => {
    const api = createApi({ apiRoot: await root(), tokens: store, clock: oa.clock });
    const { kind, reason: why, wholeChannel } = await failure(oa.sender({ api }).send(lan.id, plain('x')));
    expect([kind, wholeChannel]).toEqual(['later', true]);
    expect(why).toMatch(reason);
    api.close();
  });
});

describe('the platform itself', () => {
  it('really answers so', async () => {
    const minh = oa.fake.user();
    const to = (words: string) => failure(sender().send(minh.id, plain(words)));
    expect(await to('x')).toMatchObject({ kind: 'window' });
    minh.follows();
    expect(await to(' ')).toMatchObject({ kind: 'refused', reason: 'zalo:-201' });
    expect(await to('x'.repeat(2001)).catch((error) => error.message)).toBe('It did not fail');
    for (const [standing, kind] of [
      ['blocked', 'gone'],
      ['restricted', 'window'],
      ['inactive', 'window'],
      ['unfollowed', 'gone'],
    ] as const) {
      minh.becomes(standing);
      expect(await to('x')).toMatchObject({ kind });
    }
    minh.follows();
    oa.advance(8 * 24 * HOUR);
    expect(await to('x')).toMatchObject({ kind: 'window', reason: 'window' });
    lan.opensChat();
  });
});

describe('night', () => {
  const at = (iso: string) =>
    sendFailure(new ZaloFailure('x', { end: 'refused', code: -234, description: '' }), new Date(iso)).retryAfterMs;

  it('ends at six in Vietnam', () => {
    expect(at('2026-11-27T22:00:00+07:00')).toBe(8 * HOUR);
    expect(at('2026-11-28T05:59:00+07:00')).toBe(60_000);
    expect(at('2026-11-28T06:00:00+07:00')).toBe(24 * HOUR);
    expect(at('2026-12-31T23:00:00+07:00')).toBe(7 * HOUR);
  });
});

it('no token: the whole channel waits, or nothing is sent until somebody mends it', () => {
  const of = (end: 'heldBack' | 'noToken', description: string) => sendFailure(new ZaloFailure('tokens', { end, description }), new Date());
  expect(of('heldBack', 'store')).toMatchObject({ kind: 'later', reason: 'store', wholeChannel: true });
  expect(of('heldBack', 'refresh')).toMatchObject({ kind: 'later', wholeChannel: true });
  for (const why of ['refreshToken', 'noTokens', 'credentials']) expect(of('noToken', why)).toMatchObject({ kind: 'broken', reason: why });
});

it('a mistake of our own is no answer of theirs', () => {
  expect(sendFailure(new TypeError('x'), new Date())).toMatchObject({ kind: 'unknown', reason: 'error' });
});

describe('too many calls', () => {
  beforeEach(() => oa.amidAMinute());

  it('are not made: what is left of the minute is obeyed', async () => {
    oa.fake.fail('cs', {
      status: 200,
      headers: { 'x-ratelimit-limit': '4000', 'x-ratelimit-remain': '0' },
      body: '{"error":0,"data":{"message_id":"m1"}}',
    });
    const one = oa.sender({ api: oa.api(store) });
    expect(await one.send(lan.id, plain('x'))).toBe('m1');
    const before = oa.fake.requests('cs').length;
    const { kind, wholeChannel, retryAfterMs = 0 } = await failure(one.send(lan.id, plain('y')));
    expect({ kind, wholeChannel }).toEqual({ kind: 'later', wholeChannel: true });
    expect(retryAfterMs).toBeLessThanOrEqual(60_500);
    expect(oa.fake.requests('cs')).toHaveLength(before);
    oa.advance(retryAfterMs);
    await one.send(lan.id, plain('y'));
    expect(lan.received().at(-1)?.text).toBe('y');
  });

  it('that Zalo refused wait for the next minute', async () => {
    oa.fake.fail('cs', { code: -32 });
    const one = oa.sender({ api: oa.api(store) });
    const { retryAfterMs = 0 } = await failure(one.send(lan.id, plain('x')));
    expect(retryAfterMs).toBeGreaterThan(500);
    expect(retryAfterMs).toBeLessThanOrEqual(60_500);
    const before = oa.fake.requests('cs').length;
    expect(await failure(one.send(lan.id, plain('x')))).toMatchObject({ kind: 'later', reason: 'tooFast', wholeChannel: true });
    expect(oa.fake.requests('cs')).toHaveLength(before);
    oa.advance(retryAfterMs);
    await one.send(lan.id, plain('đi tiếp'));
    expect(lan.received().at(-1)?.text).toBe('đi tiếp');
  });

  it('of an app with a small allowance are never one too many', async () => {
    const small = await openOa({ perMinute: 7 });
    const hoa = small.fake.user();
    hoa.follows();
    const one = small.sender();
    const ends = await Promise.all(
      Array.from({ length: 40 }, async (_, n) => {
        await new Promise((resolve) => setTimeout(resolve, n * 5));
        return one.send(hoa.id, plain(`${n}`)).then(
          () => 'sent',
          ({ reason }) => reason,
        );
      }),
    );
    expect(ends.filter((end) => end === 'sent').length).toBe(7);
    expect(new Set(ends)).toEqual(new Set(['sent', 'tooFast']));
    await small.close();
  });
});
