/** The OAs of a running service: those that were connected before it began, and those that come later. */
import { randomBytes, randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Update } from '../../../src/channel/channel.ts';
import { type Credentials, changeCredentials, pastedTokens } from '../../../src/channel/zalo/credentials.ts';
import type { ListeningOa } from '../../../src/channel/zalo/hook.ts';
import type { KnownOa, KnownOas } from '../../../src/channel/zalo/known-oas.ts';
import { createOas, type Oas, type OasTiming } from '../../../src/channel/zalo/oas.ts';
import { createZalo, type Oa, paceOf, type Zalo } from '../../../src/channel/zalo/zalo.ts';
import type { ZaloConfig } from '../../../src/config.ts';
import { ensureChannelAccount } from '../../../src/db/channel-account.ts';
import { connectRaw, type RawPool } from '../../../src/db/raw.ts';
import { createLocale } from '../../../src/locale/locale.ts';
import { freshDatabase, type TestDatabase } from '../../support/db.ts';
import { type FakeOa, type FakeZalo, startFakeZalo } from '../../support/fake-zalo.ts';
import { listeningLog } from '../../support/telegram.ts';
import { eventsOf, sign } from '../../support/zalo.ts';
import { HOUR, plain } from './oa.ts';

const waitFor = (check: () => unknown) => vi.waitFor(check, { timeout: 120_000 });

describe('a set of OAs', () => {
  interface Speaking {
    oaId: string;
    doubt(): void;
    close(): void;
  }

  const oaAt = (oaId: string, oaSecretKey = 'k', mark = 'm1'): KnownOa => ({
    channelAccountId: `account of ${oaId}`,
    oaId,
    keys: { appId: '1', appSecret: 's', oaSecretKey },
    mark,
  });
  const knowing = (...oas: KnownOa[]): KnownOas => ({ oas, ids: new Set(oas.map(({ oaId }) => oaId)), sharers: oas.length });

  let set: Oas<Speaking>;
  let opened: string[];
  let closed: string[];
  let doubted: string[];
  let logged: () => string;
  afterEach(() => set.stop());

  function setOf(look: () => Promise<KnownOas>, timing: Partial<OasTiming> = { lookEvery: 60_000, restFor: 0 }): void {
    opened = [];
    closed = [];
    doubted = [];
    const { log, lines } = listeningLog();
    logged = lines;
    const open = ({ oaId, keys }: KnownOa) => {
      opened.push(oaId);
      const speaking = { oaId, doubt: () => void doubted.push(oaId), close: () => void closed.push(oaId) };
      return { speaking, listening: { oaId, keys } as ListeningOa };
    };
    set = createOas({ look, open, log, timing });
  }

  const listenedTo = () => set.opened().map(({ listening }) => listening.oaId);

  it('opens each once, and takes its keys when they change', async () => {
    let known = knowing(oaAt('1'));
    setOf(async () => known);
    await set.look();
    known = knowing(oaAt('1', 'another'), oaAt('2'));
    await set.look();
    await set.look();
    expect(opened).toEqual(['1', '2']);
    expect(set.opened().map(({ listening }) => listening.keys.oaSecretKey)).toEqual(['another', 'k']);
    expect(set.sharers()).toBe(2);
  });

  it('tells an OA when its tokens, or anything that opens it, are others', async () => {
    let known = knowing(oaAt('1'), oaAt('2'));
    setOf(async () => known);
    await set.look();
    await set.look();
    expect(doubted).toEqual([]);
    known = knowing(oaAt('1'), oaAt('2', 'k', 'm2'));
    await set.look();
    await set.look();
    expect(doubted).toEqual(['2']);
  });

  it('looks by itself, and listens to what is new once it has begun', async () => {
    let known = knowing(oaAt('1'));
    setOf(async () => known, { lookEvery: 5, restFor: 0 });
    await set.look();
    const gate = Promise.withResolvers<void>();
    const begun: string[] = [];
    set.grow(({ oaId }) => {
      begun.push(oaId);
      return gate.promise;
    });
    known = knowing(oaAt('1'), oaAt('2'));
    await waitFor(() => expect(begun).toEqual(['2']));
    expect(listenedTo()).toEqual(['1']);
    gate.resolve();
    await waitFor(() => expect(listenedTo()).toEqual(['1', '2']));
    expect(begun).toEqual(['2']);
    expect(logged()).toContain('is spoken for now');
  });

  it('goes on with the others where one cannot begin, which is tried again', async () => {
    setOf(async () => knowing(oaAt('1'), oaAt('2')));
    let failures = 1;
    set.grow(async ({ oaId }) => {
      if (oaId === '1' && failures-- > 0) throw new Error('away');
    });
    await set.look();
    expect([listenedTo(), closed]).toEqual([['2'], ['1']]);
    await set.look();
    expect([listenedTo(), closed]).toEqual([['2', '1'], ['1']]);
    expect(logged()).toContain('could not be opened yet');
  });

  it('finds what was there when somebody asked, also in the middle of a look; and who asks together looks once', async () => {
    let known = knowing(oaAt('1'));
    const answers: (() => void)[] = [];
    setOf(() => {
      const seen = known;
      return new Promise((resolve) => void answers.push(() => resolve(seen)));
    });
    const first = set.look();
    await waitFor(() => expect(answers).toHaveLength(1));
    known = knowing(oaAt('1'), oaAt('2'));
    const asked = [set.seek(['2']), set.seek(['2', '3']), set.seek(['3'])];
    answers[0]?.();
    await first;
    await waitFor(() => expect(answers).toHaveLength(2));
    answers[1]?.();
    expect(await Promise.all(asked)).toEqual([true, true, false]);
    expect(answers).toHaveLength(2);
  });

  it('says that it could not look to whoever asked, and looks again', async () => {
    let away = true;
    setOf(async () => {
      if (away) throw new Error('away');
      return knowing(oaAt('1'));
    });
    await expect(set.seek(['1'])).rejects.toThrow('away');
    away = false;
    expect(await set.seek(['1'])).toBe(true);
  });

  it('opens nothing once it has stopped', async () => {
    setOf(async () => knowing(oaAt('1')));
    await set.stop();
    await set.look();
    expect(opened).toEqual([]);
  });
});

describe('a running service', () => {
  let database: TestDatabase;
  let fake: FakeZalo;
  let zalo: Zalo;
  let secret: Uint8Array;
  let heard: Pick<Update, 'channelAccountId' | 'inbound'>[];
  let logged: () => string;
  const speaks = new Set<string>();
  const closing: (() => unknown)[] = [];
  beforeAll(async () => {
    database = await freshDatabase();
  });
  afterAll(() => database.drop());
  beforeEach(async () => {
    fake = await startFakeZalo({ oas: 2, perMinute: null });
    secret = randomBytes(32);
    heard = [];
    speaks.clear();
  });
  afterEach(async () => {
    await zalo.stop();
    for (const oa of zalo.oas()) {
      await oa.stop();
      oa.close();
    }
    zalo.close();
    for (const close of closing.splice(0)) await close();
    await fake.close();
    await database.prisma.channelAccount.deleteMany({ where: { channel: 'zalo' } });
  });

  const ids = { next: randomUUID };
  const second = () => fake.oas[1] as FakeOa;
  const accountOf = ({ oaId }: { oaId: string }) =>
    ensureChannelAccount({ db: database.prisma, ids }, { channel: 'zalo', externalId: oaId });

  /** As `nhahoc zalo connect` does it. */
  async function connects(oa: FakeOa, { key = secret, ...more }: { key?: Uint8Array } & Partial<Credentials> = {}): Promise<string> {
    const { oaId, oaSecretKey, accessToken, refreshToken } = oa;
    const tokens = pastedTokens({ accessToken, refreshToken }, new Date(Date.now()));
    const { appId, appSecret } = fake;
    const id = await accountOf(oa);
    await changeCredentials(database.raw, key, id, () => ({ appId, appSecret, oaId, oaSecretKey, tokens, ...more }));
    return id;
  }

  interface Wishes {
    perMinute?: number;
    timing?: Partial<OasTiming>;
    ahead?: number;
    raw?: RawPool;
    patient?: RawPool;
    speaksFor?: (id: string) => boolean;
  }

  async function start(wishes: Wishes = {}): Promise<void> {
    const { perMinute = Number.POSITIVE_INFINITY, ahead = 0, raw = database.raw, patient = raw } = wishes;
    const { timing = { lookEvery: 60_000, restFor: 0 }, speaksFor } = wishes;
    const { prisma } = database;
    const { log, lines } = listeningLog();
    logged = lines;
    const { appId, appSecret, oaId, oaSecretKey, accessToken, refreshToken, apiRoot, oauthRoot } = fake;
    const keys = { appId, appSecret, oaId, oaSecretKey, accessToken, refreshToken };
    const config: ZaloConfig = { ...keys, apiRoot, oauthRoot, mediaHosts: [], templates: {}, messagesPerMinute: perMinute };
    const clock = { now: () => new Date(Date.now() + ahead) };
    const conversation = {
      async receive({ channelAccountId, inbound }: Update) {
        heard.push({ channelAccountId, inbound });
        return 'stored' as const;
      },
      arrived: async () => {},
    };
    const world = { db: prisma, prisma, raw, patient, clock, ids, log, secret, locale: createLocale(), conversation };
    zalo = await createZalo({ ...world, config, timing, cardPicture: null, ...(speaksFor && { speaksFor }) });
  }

  const writes = ({ oaId, oaSecretKey }: FakeOa, text = 'xin chào') => {
    const body = JSON.stringify(eventsOf({ oaId }).text(text));
    return zalo.hook.take(Buffer.from(body), sign({ appId: fake.appId, oaSecretKey }, body));
  };

  it('takes what is written to an OA from the moment on in which it is connected', async () => {
    await start();
    const begun: string[] = [];
    zalo.grow(async ({ channelAccountId }) => void begun.push(channelAccountId));
    expect(await writes(second())).toBe('unknownOa');
    const id = await accountOf(second());
    // It is being connected: what comes now has to come again.
    expect(await writes(second())).toBe('notOpen');
    expect(heard).toEqual([]);
    await connects(second());
    expect(await writes(second())).toBe('taken');
    expect(heard).toEqual([{ channelAccountId: id, inbound: { type: 'text', text: 'xin chào' } }]);
    expect(begun).toEqual([id]);
    expect(zalo.oas().map(({ channelAccountId }) => channelAccountId)).toEqual([await accountOf(fake), id]);
  });

  it('finds it by itself, and speaks for it', async () => {
    await start({ timing: { lookEvery: 10, restFor: 0 } });
    const begun: Oa[] = [];
    zalo.grow(async (oa) => void begun.push(oa));
    await connects(second());
    await waitFor(() => expect(begun).toHaveLength(1));
    const lan = fake.user({ oa: 1 });
    lan.follows();
    const id = await begun[0]?.sender.send(lan.id, plain('Chào gia đình!'));
    expect(lan.received()).toMatchObject([{ messageId: id, text: 'Chào gia đình!' }]);
  });

  it('has what is written to an OA whose keys cannot be opened come again, until they can', async () => {
    await connects(second(), { key: randomBytes(32) });
    await start();
    expect(zalo.oas()).toHaveLength(1);
    for (let times = 0; times < 3; times++) expect(await writes(second())).toBe('notOpen');
    expect(logged().match(/stored with another SECRET_KEY/g)).toHaveLength(1);
    expect(logged()).toContain('has to come again');
    await connects(second());
    expect(await writes(second())).toBe('taken');
  });

  it('takes another key of an OA when it has looked', async () => {
    await connects(second());
    await start({ timing: { lookEvery: 10, restFor: 0 } });
    zalo.grow(async () => {});
    await connects(second(), { oaSecretKey: 'another-key-of-the-oa' });
    await waitFor(async () => expect(await writes({ ...second(), oaSecretKey: 'another-key-of-the-oa' })).toBe('taken'));
    expect(await writes(second())).toBe('unsigned');
  });

  it('goes on with the tokens with which an OA was connected anew', async () => {
    await start();
    const lan = fake.user();
    lan.follows();
    const sender = zalo.oas()[0]?.sender;
    const used = () => fake.requests('cs').at(-1)?.headers.access_token;
    await sender?.send(lan.id, plain('một'));
    const anew = fake.grants();
    await connects({ ...(fake.oas[0] as FakeOa), ...anew });
    await sender?.send(lan.id, plain('hai'));
    expect(used()).toBe(fake.accessToken);
    // An event of an OA that is not here has it look.
    expect(await writes({ ...second(), oaId: '5' })).toBe('unknownOa');
    await sender?.send(lan.id, plain('ba'));
    expect(used()).toBe(anew.accessToken);
  });

  it('opens OAs of its app with the secret of the environment', async () => {
    const tokens = pastedTokens({ accessToken: null, refreshToken: second().refreshToken }, new Date(0));
    await connects(second(), { appSecret: 'the-secret-before', tokens });
    await start();
    const lan = fake.user({ oa: 1 });
    lan.follows();
    await zalo.oas()[1]?.sender.send(lan.id, plain('một'));
    expect(lan.received()).toHaveLength(1);
  });

  it('keeps to its part of what the app may: that of the OAs it speaks for', async () => {
    await connects(second());
    const first = await accountOf(fake);
    speaks.add(first);
    await start({ perMinute: 20, speaksFor: (id) => speaks.has(id) });
    const lan = fake.user();
    lan.follows();
    const sender = zalo.oas()[0]?.sender as Oa['sender'];
    const send = async () => {
      const ends: string[] = [];
      for (let n = 0; n < 30; n++)
        ends.push(
          await sender.send(lan.id, plain(`${n}`)).then(
            () => 'sent',
            ({ reason, kind, wholeChannel }) => `${reason} ${kind} ${wholeChannel}`,
          ),
        );
      return [...new Set(ends)];
    };
    expect(await send()).toEqual(['sent', 'tooFast later true']);
    // Nineteen of twenty are used, by two OAs.
    expect(lan.received()).toHaveLength(9);
    speaks.add(await accountOf(second()));
    await send();
    expect(lan.received()).toHaveLength(19);
  });

  it('says what Zalo answered with, of all OAs together', async () => {
    await connects(second());
    await start();
    for (const [index, oa] of zalo.oas().entries()) {
      fake.fail('cs', { code: -230 });
      const user = fake.user({ oa: index });
      user.follows();
      await expect(oa.sender.send(user.id, plain('x'))).rejects.toMatchObject({ kind: 'window' });
    }
    expect([...zalo.errors()]).toEqual([['-230', 2]]);
  });

  it('stores what comes in while Zalo takes its time to give new tokens', async () => {
    const pools = [connectRaw(database.url, 1), connectRaw(database.url, 1)] as const;
    closing.push(...pools.map((pool) => pool.close));
    await start({ raw: pools[0], patient: pools[1], ahead: 26 * HOUR });
    fake.advance(26 * HOUR);
    fake.fail('oauth', { lateMs: 2_000 });
    const lan = fake.user();
    lan.follows();
    const sending = zalo
      .oas()[0]
      ?.sender.send(lan.id, plain('một'))
      .then(() => 'sent');
    await waitFor(() => expect(fake.requests('oauth')).toHaveLength(1));
    const storing = pools[0].$queryRawUnsafe('SELECT 1').then(() => 'stored');
    expect(await Promise.race([storing, sending])).toBe('stored');
    expect(await sending).toBe('sent');
  });
});

describe('the pace of an OA', () => {
  it('is its part of a minute, and one a second at the least: its rate counts what is more', () => {
    const paces = [paceOf(4_000, 1), paceOf(4_000, 3), paceOf(4_000, 100), paceOf(1, 1)];
    expect(paces.map(({ perSecond }) => perSecond)).toEqual([60, 20, 1, 1]);
    expect(paceOf(Number.POSITIVE_INFINITY, 5).perSecond).toBe(Number.POSITIVE_INFINITY);
  });
});
