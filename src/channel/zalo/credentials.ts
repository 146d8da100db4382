/** What opens an OA, as its ChannelAccount keeps it: sealed. */
import { createHash } from 'node:crypto';
import type { ZaloConfig } from '../../config.ts';
import type { RawDb, RawPool } from '../../db/raw.ts';
import { type Grant, isToken } from './oauth.ts';
import { SealBroken, seal, unseal } from './seal.ts';

/** The app speaks for OAs; each OA signs its events with a key of its own. */
export interface ZaloApp {
  appId: string;
  appSecret: string;
  oaSecretKey: string;
}

export interface Tokens {
  accessToken: string;
  /** Good for one use; empty: none was given. */
  refreshToken: string;
  /** ISO, as the next. */
  expiresAt: string;
  /** Absent: unknown. */
  issuedAt?: string;
}

export interface Credentials extends ZaloApp {
  oaId: string;
  /** null: never connected. */
  tokens: Tokens | null;
  /** The one that the tokens were made with. */
  previousRefreshToken?: string;
  /** Hash of the environment's tokens that were taken over: they are taken once. */
  seed?: string;
}

/** How long an access token of unknown age is believed in. */
const LIFETIME = 25 * 60 * 60 * 1000;
/** That part of a token's life is left when it is renewed: five hours of 25. */
const LEFT = 0.2;

interface Kept {
  credentials: Uint8Array | null;
}

/**
 * null: there are none.
 *
 * @param secret the service's
 * @throws SealBroken
 */
export async function readCredentials(db: RawDb, secret: Uint8Array, channelAccountId: string): Promise<Credentials | null> {
  const [row] = await db.$queryRawUnsafe<Kept[]>('SELECT credentials FROM "ChannelAccount" WHERE id = $1::uuid', channelAccountId);
  return row?.credentials ? (JSON.parse(unseal(secret, row.credentials, channelAccountId)) as Credentials) : null;
}

/** In the transaction that holds their lock. */
export async function writeCredentials(db: RawDb, secret: Uint8Array, channelAccountId: string, credentials: Credentials): Promise<void> {
  const sealed = Buffer.from(seal(secret, JSON.stringify(credentials), channelAccountId));
  const written = await db.$executeRawUnsafe('UPDATE "ChannelAccount" SET credentials = $2 WHERE id = $1::uuid', channelAccountId, sealed);
  if (written !== 1) throw new Error(`There is no channel account ${channelAccountId}`);
}

/**
 * One process at a time, until the transaction ends. Not the lock of the row: whoever sends for the OA renews its lease
 * there every few seconds.
 */
export async function lockCredentials(db: RawDb, channelAccountId: string): Promise<void> {
  await db.$queryRawUnsafe('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))::text', `zalo credentials ${channelAccountId}`);
}

/**
 * Changes them while nobody renews them.
 *
 * @param change is given null where there are none, or none that can be read
 * @returns what is kept from now on
 */
export async function changeCredentials(
  raw: Pick<RawPool, 'transaction'>,
  secret: Uint8Array,
  channelAccountId: string,
  change: (kept: Credentials | null) => Credentials,
): Promise<Credentials> {
  return raw.transaction(async (db) => {
    await lockCredentials(db, channelAccountId);
    const kept = await openable(readCredentials(db, secret, channelAccountId));
    const changed = change(kept === 'closed' ? null : kept);
    await writeCredentials(db, secret, channelAccountId, changed);
    return changed;
  });
}

/**
 * At a start: the OA of the environment. Its tokens are taken when they are others than those taken last, so that a stale
 * environment does not undo what was renewed since.
 *
 * @returns null where something is kept that this secret does not open: it is left as it is
 */
export async function adoptEnvironment(
  raw: Pick<RawPool, 'transaction'>,
  secret: Uint8Array,
  channelAccountId: string,
  { config, now }: { config: ZaloConfig; now: Date },
): Promise<Credentials | null> {
  return raw.transaction(async (db) => {
    await lockCredentials(db, channelAccountId);
    const kept = await openable(readCredentials(db, secret, channelAccountId));
    if (kept === 'closed') return null;
    const adopted = withEnvironment(kept, config, now);
    await writeCredentials(db, secret, channelAccountId, adopted);
    return adopted;
  });
}

/** Pure. */
export function withEnvironment(kept: Credentials | null, config: ZaloConfig, now: Date): Credentials {
  const { appId, appSecret, oaId, oaSecretKey } = config;
  const base = { tokens: null, ...kept, appId, appSecret, oaId, oaSecretKey };
  const seed = seedOf(config);
  if (seed === null || seed === kept?.seed) return base;
  const pasted = pastedTokens(config, now);
  // An access token lives for a day: the way to the next one is worth more than it.
  const refreshToken = pasted.refreshToken || (base.tokens?.refreshToken ?? '');
  return { ...withTokens(base, { ...pasted, refreshToken }), seed };
}

/** The same with new tokens; the refresh token that they take the place of is kept for the record. */
export function withTokens(credentials: Credentials, tokens: Tokens): Credentials {
  const previous = credentials.tokens?.refreshToken;
  const used = previous && previous !== tokens.refreshToken;
  return { ...credentials, tokens, ...(used && { previousRefreshToken: previous }) };
}

/** An app has one secret: that of the environment counts, and not the copy that was kept with an OA of the same app. */
export function withApp<Keys extends ZaloApp>(kept: Keys, app: Pick<ZaloApp, 'appId' | 'appSecret'> | undefined): Keys {
  return app?.appId === kept.appId ? { ...kept, appSecret: app.appSecret } : kept;
}

export function grantedTokens({ accessToken, refreshToken, lifetime }: Grant, now: Date): Tokens {
  return { accessToken, refreshToken, issuedAt: now.toISOString(), expiresAt: new Date(now.getTime() + lifetime).toISOString() };
}

/** Tokens that somebody pasted: nobody knows how old they are. Without an access token that can be one they are renewed at once. */
export function pastedTokens(
  { accessToken, refreshToken }: { accessToken: string | null; refreshToken: string | null },
  now: Date,
): Tokens {
  const usable = isToken(accessToken);
  const life = usable ? LIFETIME : 0;
  return {
    accessToken: usable ? accessToken : '',
    refreshToken: refreshToken ?? '',
    expiresAt: new Date(now.getTime() + life).toISOString(),
  };
}

/** As far as we know. */
export function isExpired({ expiresAt }: Tokens, now: Date): boolean {
  return now.getTime() >= Date.parse(expiresAt);
}

/** It is time to renew them. */
export function isDue({ issuedAt, expiresAt }: Tokens, now: Date): boolean {
  const until = Date.parse(expiresAt);
  const life = issuedAt === undefined ? LIFETIME : until - Date.parse(issuedAt);
  return now.getTime() >= until - life * LEFT;
}

function seedOf({ accessToken, refreshToken }: ZaloConfig): string | null {
  const given = refreshToken ?? accessToken;
  return given === null ? null : createHash('sha256').update(given).digest('hex');
}

async function openable(reading: Promise<Credentials | null>): Promise<Credentials | null | 'closed'> {
  try {
    return await reading;
  } catch (error) {
    if (error instanceof SealBroken) return 'closed';
    throw error;
  }
}
