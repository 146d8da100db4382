/** One OA of the fake Zalo, with what speaks for it on a real database. */
import { randomBytes } from 'node:crypto';
import { type RenderedMessage, type Sender, SendFailure } from '../../../src/channel/channel.ts';
import { type Api, createApi } from '../../../src/channel/zalo/api.ts';
import {
  type Credentials,
  changeCredentials,
  pastedTokens,
  readCredentials,
  type Tokens,
  withTokens,
} from '../../../src/channel/zalo/credentials.ts';
import { ZaloFailure } from '../../../src/channel/zalo/failure.ts';
import { createOauth } from '../../../src/channel/zalo/oauth.ts';
import { createSender, type SenderParts } from '../../../src/channel/zalo/sender.ts';
import { createTokenStore, type TokenStore, type TokenStoreParts } from '../../../src/channel/zalo/tokens.ts';
import { ensureChannelAccount } from '../../../src/db/channel-account.ts';
import type { RawDb, RawPool } from '../../../src/db/raw.ts';
import type { Clock } from '../../../src/deps.ts';
import { createLocale } from '../../../src/locale/locale.ts';
import { sharedDatabase, type TestDatabase } from '../../support/db.ts';
import { sequentialIds } from '../../support/deps.ts';
import { type FakeZalo, type FakeZaloOptions, startFakeZalo } from '../../support/fake-zalo.ts';
import { listeningLog } from '../../support/telegram.ts';

export const HOUR = 60 * 60 * 1000;

export interface TestOa {
  fake: FakeZalo;
  database: TestDatabase;
  channelAccountId: string;
  secret: Uint8Array;
  clock: Clock;
  /** Moves our clock and Zalo's. */
  advance(ms: number): void;
  /** Moves on to where this minute is not about to end. */
  amidAMinute(): void;
  /** Everything logged. */
  logged(): string;
  /** As another process would have it. Stopped at the end. */
  store(parts?: Partial<TokenStoreParts>): TokenStore;
  api(tokens?: TokenStore, parts?: { callMs?: number }): Api;
  /** Always with a `sendTemplate`, as with one template it has. */
  sender(parts?: Partial<SenderParts>): Required<Sender>;
  /** What is stored, opened. */
  kept(): Promise<Credentials>;
  /** As `nhahoc zalo connect` does it. */
  connects(tokens: Tokens | null): Promise<void>;
  close(): Promise<void>;
}

const ids = sequentialIds('2');
const locale = createLocale();

export async function openOa(options: FakeZaloOptions = {}): Promise<TestOa> {
  const { log, lines } = listeningLog();
  let ahead = 0;
  const clock = { now: () => new Date(Date.now() + ahead) };
  const fake = await startFakeZalo({ perMinute: null, ...options });
  const database = await sharedDatabase();
  const channelAccountId = await ensureChannelAccount({ db: database.prisma, ids }, { channel: 'zalo', externalId: fake.oaId });
  const secret = randomBytes(32);
  const oauth = createOauth(fake.oauthRoot);
  const closing: (() => unknown)[] = [];

  const oa: TestOa = {
    fake,
    database,
    channelAccountId,
    secret,
    clock,
    advance(ms) {
      ahead += ms;
      fake.advance(ms);
    },
    amidAMinute: () => oa.advance(70_000 - (clock.now().getTime() % 60_000)),
    logged: lines,
    store(parts = {}) {
      const store = createTokenStore({ raw: database.raw, secret, channelAccountId, oauth, clock, log, ...parts });
      closing.push(store.stop);
      return store;
    },
    api(tokens = oa.store(), parts = {}) {
      const api = createApi({ apiRoot: fake.apiRoot, tokens, clock, ...parts });
      closing.push(api.close);
      return api;
    },
    sender(parts = {}) {
      const api = parts.api ?? oa.api();
      const templates = { reminder: { id: 't1' } };
      return createSender({ api, clock, log, locale, channelAccountId, templates, cardPicture: null, ...parts }) as Required<Sender>;
    },
    async kept() {
      return (await readCredentials(database.raw, secret, channelAccountId)) as Credentials;
    },
    async connects(tokens) {
      const { appId, appSecret, oaId, oaSecretKey } = fake;
      await changeCredentials(database.raw, secret, channelAccountId, (before) => {
        const credentials = { ...(before ?? { tokens: null }), appId, appSecret, oaId, oaSecretKey };
        return tokens === null ? { ...credentials, tokens } : withTokens(credentials, tokens);
      });
    },
    async close() {
      for (const close of closing.reverse()) await close();
      oauth.close();
      await fake.close();
    },
  };
  await oa.connects(pastedTokens(fake, clock.now()));
  return oa;
}

/** A database that does something else where the credentials are written. */
export function writing(raw: RawPool, instead: (write: () => Promise<number>) => Promise<number>): Pick<RawPool, 'transaction'> {
  return {
    transaction: (work) =>
      raw.transaction((db) => {
        const watched: RawDb = {
          $queryRawUnsafe: (sql, ...values) => db.$queryRawUnsafe(sql, ...values),
          $executeRawUnsafe: (sql, ...values) => instead(() => db.$executeRawUnsafe(sql, ...values)),
        };
        return work(watched);
      }),
  };
}

export const plain = (text: string, more: Partial<RenderedMessage> = {}): RenderedMessage => ({
  text,
  buttons: [],
  asksContact: false,
  ...more,
});

export async function failure(sending: Promise<unknown>): Promise<SendFailure> {
  const error = await thrown(sending);
  if (!(error instanceof SendFailure)) throw new Error('It was no SendFailure', { cause: error });
  return error;
}

export async function zaloFailure(calling: Promise<unknown>): Promise<ZaloFailure> {
  const error = await thrown(calling);
  if (!(error instanceof ZaloFailure)) throw new Error('It was no ZaloFailure', { cause: error });
  return error;
}

function thrown(doing: Promise<unknown>): Promise<unknown> {
  return doing.then(
    () => {
      throw new Error('It did not fail');
    },
    (error: unknown) => error,
  );
}
