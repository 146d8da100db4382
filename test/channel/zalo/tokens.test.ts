import { createHmac, randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, test, vi } from 'vitest';
import { type Credentials, changeCredentials, pastedTokens } from '../../../src/channel/zalo/credentials.ts';
import { failure, HOUR, openOa, plain, type TestOa, writing, zaloFailure } from './oa.ts';

let oa: TestOa;
beforeEach(async () => {
  oa = await openOa();
});
afterEach(() => oa.close());

const quick = { lookEvery: 10, storeAgain: 20, refusedFor: 15 * 60_000 };
const asked = () => oa.fake.requests('oauth').length;
const times = (words: string) => oa.logged().split(words).length - 1;
const waitFor = (check: () => unknown) => vi.waitFor(check, { timeout: 120_000 });
const CONNECT = 'nhahoc zalo connect';

describe('an access token', () => {
  it('is what is stored', async () => {
    expect((await oa.store().current()).token).toBe(oa.fake.accessToken);
    expect(asked()).toBe(0);
  });

  it('that is over is renewed, and what is new is stored with the one it was made with', async () => {
    oa.advance(26 * HOUR);
    const { token } = await oa.store().current();
    const { tokens, previousRefreshToken } = await oa.kept();
    expect(tokens?.accessToken).toBe(token);
    expect(token).not.toBe(oa.fake.accessToken);
    expect(previousRefreshToken).toBe(oa.fake.refreshToken);
    // `expires_in` comes as text.
    const life = Date.parse(tokens?.expiresAt ?? '') - Date.parse(tokens?.issuedAt ?? '');
    expect(life).toBe(25 * HOUR);
  });

  it('is shown with a proof of the secret', async () => {
    await oa.close();
    oa = await openOa({ requireProof: true });
    expect(await oa.api().get('/v2.0/oa/getoa')).toMatchObject({ oaid: oa.fake.oaId });
  });

  it('that is refused is renewed, and the call made again', async () => {
    oa.fake.revokeAccess();
    expect(await oa.api().get('/v2.0/oa/getoa')).toMatchObject({ oaid: oa.fake.oaId });
    expect(oa.fake.refreshes()).toBe(1);
  });

  it('that is refused is looked for in the store first: somebody else may have renewed it', async () => {
    const [ours, theirs] = [oa.store(), oa.store()];
    const api = oa.api(ours);
    await api.get('/v2.0/oa/getoa');
    oa.fake.revokeAccess();
    await oa.api(theirs).get('/v2.0/oa/getoa');
    await api.get('/v2.0/oa/getoa');
    expect(oa.fake.refreshes()).toBe(1);
  });

  it('from the store that is refused as well is renewed', async () => {
    const api = oa.api();
    await api.get('/v2.0/oa/getoa');
    await oa.connects(pastedTokens(oa.fake.grants(), oa.clock.now()));
    oa.fake.revokeAccess();
    expect(await api.get('/v2.0/oa/getoa')).toMatchObject({ oaid: oa.fake.oaId });
    expect(oa.fake.refreshes()).toBe(1);
  });

  it('that comes back the same is refused once more, not renewed for ever', async () => {
    let refreshes = 0;
    const same = async () => {
      refreshes++;
      return { accessToken: oa.fake.accessToken, refreshToken: `refresh-${refreshes}`, lifetime: HOUR };
    };
    oa.fake.revokeAccess();
    const api = oa.api(oa.store({ oauth: { refresh: same } }));
    expect(await zaloFailure(api.get('/v2.0/oa/getoa'))).toMatchObject({ end: 'refused', code: -216 });
    expect(refreshes).toBe(1);
  });

  it('that is always refused costs one refresh, not more', async () => {
    oa.fake.fail('getoa', { code: -216 }, 10);
    expect(await zaloFailure(oa.api().get('/v2.0/oa/getoa'))).toMatchObject({ end: 'refused', code: -216 });
    expect(oa.fake.requests('getoa')).toHaveLength(2);
    expect(oa.fake.refreshes()).toBe(1);
  });

  it('that helps nothing is looked for again in the store: somebody may have connected the OA anew', async () => {
    const lan = oa.fake.user();
    lan.follows();
    const store = oa.store();
    const sender = oa.sender({ api: oa.api(store), onBroken: store.doubt });
    const used = () => oa.fake.requests('cs').at(-1)?.headers.access_token;
    await sender.send(lan.id, plain('một'));
    const connected = oa.fake.grants();
    await oa.connects(pastedTokens(connected, oa.clock.now()));
    await sender.send(lan.id, plain('hai'));
    expect(used()).toBe(oa.fake.accessToken);
    oa.fake.fail('cs', { code: -223 });
    expect(await failure(sender.send(lan.id, plain('ba')))).toMatchObject({ kind: 'broken', reason: 'zalo:-223' });
    await sender.send(lan.id, plain('ba'));
    expect(used()).toBe(connected.accessToken);
    expect(asked()).toBe(0);
  });
});

describe('the secret of the app', () => {
  it('is that of the environment, whatever was kept with an OA of the same app', async () => {
    await changeCredentials(oa.database.raw, oa.secret, oa.channelAccountId, (kept) => ({
      ...(kept as Credentials),
      appSecret: 'the-secret-before',
    }));
    oa.advance(26 * HOUR);
    const { appId, appSecret } = oa.fake;
    const { token, proof } = await oa.store({ app: { appId, appSecret } }).current();
    expect(proof).toBe(createHmac('sha256', appSecret).update(token).digest('hex'));
    expect(await oa.kept()).toMatchObject({ appSecret, tokens: { accessToken: token } });
  });

  it('of another app stays with its OA', async () => {
    const { token, proof } = await oa.store({ app: { appId: '5', appSecret: 'of-another-app' } }).current();
    expect(proof).toBe(createHmac('sha256', oa.fake.appSecret).update(token).digest('hex'));
  });
});

describe('a refresh token', () => {
  it('is used once by many calls of a process', async () => {
    oa.fake.revokeAccess();
    oa.fake.fail('oauth', { lateMs: 200 });
    const api = oa.api();
    await Promise.all(Array.from({ length: 20 }, () => api.get('/v2.0/oa/getoa')));
    expect(oa.fake.refreshes()).toBe(1);
    expect(asked()).toBe(1);
  });

  it('is used once by many processes', async () => {
    oa.advance(26 * HOUR);
    oa.fake.fail('oauth', { lateMs: 300 });
    const given = await Promise.all(Array.from({ length: 6 }, () => oa.store().current()));
    expect(new Set(given.map(({ token }) => token)).size).toBe(1);
    expect(asked()).toBe(1);
  });

  it('is not lost with a process that dies right after: another goes on with what it stored', async () => {
    oa.advance(26 * HOUR);
    const { token } = await oa.store().current();
    expect((await oa.store().current()).token).toBe(token);
    expect(asked()).toBe(1);
  });

  it('is renewed ahead of time, by the clock', async () => {
    const store = oa.store({ timing: quick });
    await oa.connects(pastedTokens({ accessToken: null, refreshToken: oa.fake.refreshToken }, oa.clock.now()));
    store.start();
    await waitFor(() => expect(oa.fake.refreshes()).toBe(1));
    oa.advance(19.9 * HOUR);
    await sleep(100);
    expect(oa.fake.refreshes()).toBe(1);
    oa.advance(0.2 * HOUR);
    await waitFor(() => expect(oa.fake.refreshes()).toBe(2));
    await sleep(100);
    expect(oa.fake.refreshes()).toBe(2);
  });

  it('is left to the process that speaks for the OA; the others read what it stored', async () => {
    const idle = oa.store({ timing: quick, mayRefresh: () => false });
    await idle.current();
    idle.start();
    oa.advance(20.1 * HOUR);
    await sleep(100);
    expect(asked()).toBe(0);
    const speaking = oa.store({ timing: quick });
    speaking.start();
    await waitFor(() => expect(oa.fake.refreshes()).toBe(1));
    await waitFor(async () => expect((await idle.current()).token).toBe((await oa.kept()).tokens?.accessToken));
    expect((await idle.current()).token).not.toBe(oa.fake.accessToken);
    expect(asked()).toBe(1);
  });
});

describe('new tokens that cannot be stored', () => {
  it('are not used, and stored as soon as that works; the refresh token is not used again', async () => {
    let away = true;
    const raw = writing(oa.database.raw, (write) => (away ? Promise.reject(new Error('disk full')) : write()));
    oa.advance(26 * HOUR);
    const store = oa.store({ raw, timing: quick });
    expect(await zaloFailure(store.current())).toMatchObject({ end: 'heldBack', description: 'store' });
    expect(await zaloFailure(store.current())).toMatchObject({ end: 'heldBack', description: 'store' });
    expect(oa.logged()).toContain('could not be stored');
    expect((await oa.kept()).tokens?.accessToken).toBe(oa.fake.accessToken);
    away = false;
    await waitFor(async () => expect((await oa.kept()).tokens?.accessToken).not.toBe(oa.fake.accessToken));
    expect(await oa.api(store).get('/v2.0/oa/getoa')).toMatchObject({ oaid: oa.fake.oaId });
    expect(asked()).toBe(1);
  });

  it('are stored at the latest when the service stops', async () => {
    let away = true;
    const raw = writing(oa.database.raw, (write) => (away ? Promise.reject(new Error('disk full')) : write()));
    oa.advance(26 * HOUR);
    const store = oa.store({ raw, timing: { ...quick, storeAgain: 60_000 } });
    await zaloFailure(store.current());
    away = false;
    await store.stop();
    expect(await oa.api().get('/v2.0/oa/getoa')).toMatchObject({ oaid: oa.fake.oaId });
    expect(asked()).toBe(1);
  });

  it('may have been stored after all: the answer was lost', async () => {
    let lost = false;
    const raw: typeof oa.database.raw = {
      ...oa.database.raw,
      async transaction(work) {
        const done = await oa.database.raw.transaction(work);
        if (lost) return done;
        lost = true;
        throw new Error('the connection broke');
      },
    };
    oa.advance(26 * HOUR);
    const store = oa.store({ raw, timing: quick });
    expect(await zaloFailure(store.current())).toMatchObject({ end: 'heldBack' });
    const stored = (await oa.kept()).tokens?.accessToken;
    await waitFor(async () => expect((await store.current()).token).toBe(stored));
    expect(asked()).toBe(1);
  });

  it('give way to those of somebody who has connected the OA meanwhile', async () => {
    let away = true;
    const raw = writing(oa.database.raw, (write) => (away ? Promise.reject(new Error('disk full')) : write()));
    oa.advance(26 * HOUR);
    const store = oa.store({ raw, timing: quick });
    await zaloFailure(store.current());
    const connected = oa.fake.grants();
    await oa.connects(pastedTokens(connected, oa.clock.now()));
    away = false;
    await waitFor(async () => expect((await store.current()).token).toBe(connected.accessToken));
  });

  it('leave other processes without, until they are stored', async () => {
    let away = true;
    const raw = writing(oa.database.raw, (write) => (away ? Promise.reject(new Error('disk full')) : write()));
    oa.advance(26 * HOUR);
    const [ours, theirs] = [oa.store({ raw, timing: { ...quick, storeAgain: 60_000 } }), oa.store()];
    await zaloFailure(ours.current());
    expect(await zaloFailure(theirs.current())).toMatchObject({ end: 'noToken', description: 'refreshToken' });
    away = false;
    await ours.current();
    expect((await theirs.current()).token).toBe((await ours.current()).token);
  });
});

describe('a refresh token that is refused', () => {
  test.each([-14014, -118] as const)('with %i is not tried again, and connecting the OA anew is all it takes', async (deadRefreshCode) => {
    await oa.close();
    oa = await openOa({ deadRefreshCode });
    oa.fake.revokeAccess();
    oa.fake.revokeRefresh();
    const api = oa.api();
    for (let probe = 0; probe < 3; probe++) {
      expect(await zaloFailure(api.get('/v2.0/oa/getoa'))).toMatchObject({ end: 'noToken', description: 'refreshToken' });
      oa.advance(HOUR);
    }
    expect(asked()).toBe(1);
    await oa.connects(pastedTokens(oa.fake.grants(), oa.clock.now()));
    expect(await api.get('/v2.0/oa/getoa')).toMatchObject({ oaid: oa.fake.oaId });
  });

  it('for the app’s sake is tried again after a while', async () => {
    oa.fake.revokeAccess();
    oa.fake.fail('oauth', { code: -14002 });
    const api = oa.api();
    expect(await zaloFailure(api.get('/v2.0/oa/getoa'))).toMatchObject({ end: 'noToken', description: 'refreshToken' });
    expect(await zaloFailure(api.get('/v2.0/oa/getoa'))).toMatchObject({ end: 'noToken' });
    expect(asked()).toBe(1);
    oa.advance(16 * 60_000);
    expect(await api.get('/v2.0/oa/getoa')).toMatchObject({ oaid: oa.fake.oaId });
  });

  test.each([
    { code: -32 },
    { status: 503, body: '<html>' },
    { status: 403, body: '<html>' },
    { status: 200, body: '{}' },
    'reset',
  ] as const)('by %j may pass: all wait', async (failure) => {
    oa.fake.revokeAccess();
    oa.fake.fail('oauth', failure);
    const api = oa.api();
    expect(await zaloFailure(api.get('/v2.0/oa/getoa'))).toMatchObject({ end: 'heldBack', description: 'refresh' });
    expect(await api.get('/v2.0/oa/getoa')).toMatchObject({ oaid: oa.fake.oaId });
  });

  it('while the access token is good stops nothing; the operator is told once, in time', async () => {
    const store = oa.store({ timing: quick });
    const api = oa.api(store);
    await api.get('/v2.0/oa/getoa');
    oa.fake.revokeRefresh();
    oa.advance(21 * HOUR);
    store.start();
    await waitFor(() => expect(times(CONNECT)).toBe(1));
    await sleep(100);
    expect(times(CONNECT)).toBe(1);
    expect(await api.get('/v2.0/oa/getoa')).toMatchObject({ oaid: oa.fake.oaId });
    oa.advance(5 * HOUR);
    expect(await zaloFailure(api.get('/v2.0/oa/getoa'))).toMatchObject({ end: 'noToken' });
    await oa.connects(pastedTokens(oa.fake.grants(), oa.clock.now()));
    expect(await api.get('/v2.0/oa/getoa')).toMatchObject({ oaid: oa.fake.oaId });
    expect(asked()).toBe(1);
  });
});

describe('without tokens', () => {
  it('because the OA was never connected', async () => {
    await oa.connects(null);
    expect(await zaloFailure(oa.store().current())).toMatchObject({ end: 'noToken', description: 'noTokens' });
    expect(asked()).toBe(0);
  });

  it('because nobody gave a refresh token, when the access token is over', async () => {
    await oa.connects(pastedTokens({ accessToken: oa.fake.accessToken, refreshToken: null }, oa.clock.now()));
    const api = oa.api();
    await api.get('/v2.0/oa/getoa');
    oa.fake.revokeAccess();
    expect(await zaloFailure(api.get('/v2.0/oa/getoa'))).toMatchObject({ end: 'noToken', description: 'refreshToken' });
    expect(asked()).toBe(0);
  });

  it('because they were sealed with another secret', async () => {
    const store = oa.store({ secret: randomBytes(32) });
    expect(await zaloFailure(store.current())).toMatchObject({ end: 'noToken', description: 'credentials' });
  });

  it('because the store is away, for a moment', async () => {
    const away = { transaction: () => Promise.reject(new Error('away')) };
    expect(await zaloFailure(oa.store({ raw: away }).current())).toMatchObject({ end: 'heldBack', description: 'store' });
  });
});
