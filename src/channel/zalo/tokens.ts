/**
 * The tokens of one OA. A refresh token is good for one use, and so is worth more than anything else we keep: it is used
 * under a lock that all processes share, and what it gives is stored before it is used.
 */
import { createHmac } from 'node:crypto';
import type { Logger } from 'pino';
import type { RawDb, RawPool } from '../../db/raw.ts';
import type { Clock } from '../../deps.ts';
import {
  type Credentials,
  grantedTokens,
  isDue,
  isExpired,
  lockCredentials,
  readCredentials,
  type Tokens,
  withApp,
  withTokens,
  writeCredentials,
  type ZaloApp,
} from './credentials.ts';
import { type NoToken, ZaloFailure } from './failure.ts';
import type { Oauth } from './oauth.ts';
import { SealBroken } from './seal.ts';

/** What a call shows. */
export interface Access {
  token: string;
  /** That whoever shows the token has the app's secret: an app may be set to ask for it. */
  proof: string;
}

export interface TokenStore {
  /** @throws ZaloFailure `heldBack`, `noToken` */
  current(): Promise<Access>;
  /**
   * Zalo has refused this one.
   *
   * @returns another; `renewed`: it is as new as can be
   * @throws ZaloFailure `heldBack`, `noToken`
   */
  instead(refused: Access): Promise<Access & { renewed: boolean }>;
  /** Zalo refuses us, whatever the token: somebody may connect the OA anew, so the next call looks into the store first. */
  doubt(): void;
  /** Renews ahead of time, from now on. */
  start(): void;
  stop(): Promise<void>;
}

export interface TokenStoreParts {
  /** While Zalo is asked for new tokens one of its connections is held: nothing that people wait for should need them. */
  raw: Pick<RawPool, 'transaction'>;
  /** The service's. */
  secret: Uint8Array;
  channelAccountId: string;
  /** That of the environment: see withApp. */
  app?: Pick<ZaloApp, 'appId' | 'appSecret'>;
  oauth: Pick<Oauth, 'refresh'>;
  clock: Clock;
  log: Logger;
  /** Whether this process renews ahead of time; unless given, always. Whoever is refused renews in any case. */
  mayRefresh?: () => boolean;
  /** Milliseconds. */
  timing?: Partial<TokenTiming>;
}

export interface TokenTiming {
  /** Between two looks at how old the tokens are. */
  lookEvery: number;
  /** Before new tokens that could not be stored are stored again. */
  storeAgain: number;
  /** Before a refresh token is tried again that was refused for a reason which may pass. */
  refusedFor: number;
}

const defaultTiming: TokenTiming = { lookEvery: 60_000, storeAgain: 1_000, refusedFor: 15 * 60_000 };

/** Too many calls: it is not about us. */
const LIMIT = -32;
/** Invalid grant; invalid and expired refresh token: that will not pass. */
const DEAD = new Set([-118, -14014, -14020]);

/** Tokens that were granted and not stored yet. */
interface Unstored {
  /** The refresh token that gave them, which is no good any more. */
  used: string;
  tokens: Tokens;
}

interface Renewal {
  credentials: Credentials;
  tokens: Tokens;
  renewed: boolean;
}

interface Wish {
  /** An access token that is no good. */
  refused?: string;
  /** Renew them when it is time, not only when they are over. */
  ahead?: boolean;
}

export function createTokenStore(parts: TokenStoreParts): TokenStore {
  const { raw, secret, channelAccountId, app, oauth, clock, log, mayRefresh = () => true } = parts;
  const timing = { ...defaultTiming, ...parts.timing };
  const ids = { channelAccount: channelAccountId };
  let known: Renewal | null = null;
  /** `known` may have been replaced: the store is asked before it is used again. */
  let doubted = false;
  let renewing: Promise<Renewal> | null = null;
  let unstored: Unstored | null = null;
  let storing: Promise<void> | null = null;
  /** A refresh token that was refused, and until when it is not tried again. */
  let dead: { refreshToken: string; until: number; told: boolean } | null = null;
  let troubled = false;
  let looking: NodeJS.Timeout | undefined;
  let storingLater: NodeJS.Timeout | undefined;
  let stopped = false;

  function isGood(renewal: Renewal | null): renewal is Renewal {
    return renewal !== null && !unstored && !doubted && !isExpired(renewal.tokens, clock.now());
  }

  function renew(wish: Wish): Promise<Renewal> {
    renewing ??= run(wish).finally(() => {
      renewing = null;
    });
    return renewing;
  }

  async function run(wish: Wish): Promise<Renewal> {
    if (unstored) await storeNow();
    const got: { granted?: Unstored } = {};
    try {
      // A refusal is no reason to give up the connection, as what is thrown would be.
      const ended = await locked((db) => renewal(db, wish, got).catch(asRefusal));
      if (ended instanceof ZaloFailure) throw ended;
      known = ended;
      doubted = false;
      if (ended.renewed) log.info(ids, 'Zalo: tokens renewed');
      return ended;
    } catch (error) {
      if (got.granted) keep(got.granted, error);
      throw asFailure(error);
    }
  }

  async function read(db: RawDb): Promise<Credentials | null> {
    const kept = await readCredentials(db, secret, channelAccountId);
    return kept && withApp(kept, app);
  }

  function locked<T>(work: (db: RawDb) => Promise<T>): Promise<T> {
    return raw.transaction(async (db) => {
      await lockCredentials(db, channelAccountId);
      return work(db);
    });
  }

  /** Nothing stands between the answer of the platform and the statement that stores it. */
  async function renewal(db: RawDb, { refused, ahead = false }: Wish, got: { granted?: Unstored }): Promise<Renewal> {
    const credentials = await read(db);
    const tokens = credentials?.tokens;
    if (!tokens) throw noToken('noTokens');
    const now = clock.now();
    const over = ahead ? isDue(tokens, now) : isExpired(tokens, now);
    if (!over && tokens.accessToken !== refused) return { credentials, tokens, renewed: false };
    const used = tokens.refreshToken;
    const granted = await refresh(credentials, used);
    got.granted = { used, tokens: granted };
    await writeCredentials(db, secret, channelAccountId, withTokens(credentials, granted));
    return { credentials, tokens: granted, renewed: true };
  }

  async function refresh(app: Credentials, refreshToken: string): Promise<Tokens> {
    if (refreshToken === '' || isDead(refreshToken)) throw noToken('refreshToken');
    try {
      return grantedTokens(await oauth.refresh(app, refreshToken), clock.now());
    } catch (error) {
      if (!(error instanceof ZaloFailure) || mayPass(error)) throw error;
      const until = DEAD.has(error.code ?? 0) ? Number.POSITIVE_INFINITY : clock.now().getTime() + timing.refusedFor;
      dead = { refreshToken, until, told: dead?.refreshToken === refreshToken && dead.told };
      throw noToken('refreshToken', error.code);
    }
  }

  function isDead(refreshToken: string): boolean {
    return dead?.refreshToken === refreshToken && clock.now().getTime() < dead.until;
  }

  function keep(granted: Unstored, error: unknown): void {
    unstored = granted;
    log.error(
      { err: error, ...ids },
      'Zalo: new tokens could not be stored, and the old ones are used up. Trying until it works: do not stop',
    );
    storeLater();
  }

  function storeLater(): void {
    if (stopped) return;
    storingLater ??= setTimeout(() => {
      storingLater = undefined;
      void storeNow().catch(() => storeLater());
    }, timing.storeAgain);
  }

  function storeNow(): Promise<void> {
    storing ??= storeUnstored().finally(() => {
      storing = null;
    });
    return storing;
  }

  /** It may have been stored after all, or somebody has connected the OA anew: then there is another refresh token. */
  async function storeUnstored(): Promise<void> {
    if (!unstored) return;
    const { used, tokens } = unstored;
    try {
      await locked(async (db) => {
        const credentials = await read(db);
        if (credentials?.tokens?.refreshToken !== used) return;
        await writeCredentials(db, secret, channelAccountId, withTokens(credentials, tokens));
      });
    } catch (error) {
      throw asFailure(error);
    }
    unstored = null;
    log.info(ids, 'Zalo: tokens are stored again');
  }

  /** Never throws. */
  async function look(): Promise<void> {
    if (known && !isDue(known.tokens, clock.now())) return;
    try {
      if (mayRefresh()) await renew({ ahead: true });
      else if (known) known = await reread(known);
      troubled = false;
    } catch (error) {
      complain(error);
    }
  }

  /** Another process renews them. */
  async function reread(before: Renewal): Promise<Renewal> {
    const credentials = await raw.transaction(read);
    return credentials?.tokens ? { credentials, tokens: credentials.tokens, renewed: false } : before;
  }

  function complain(error: unknown): void {
    const failure = asFailure(error);
    if (failure.end === 'noToken') tellOfDeath(failure);
    else if (!troubled) log.warn({ err: failure, ...ids }, 'Zalo: tokens could not be renewed yet');
    troubled = failure.end !== 'noToken';
  }

  /** While the access token is good, nothing else says so. */
  function tellOfDeath({ code }: ZaloFailure): void {
    if (!dead || dead.told || !known || isExpired(known.tokens, clock.now())) return;
    dead.told = true;
    const until = known.tokens.expiresAt;
    log.error(
      { ...ids, zalo: code, until },
      'Zalo does not renew our tokens any more, and nothing will be sent when they run out: run `nhahoc zalo connect`',
    );
  }

  return {
    async current() {
      return access(isGood(known) ? known : await renew({}));
    },
    async instead({ token: refused }) {
      if (known?.tokens.accessToken === refused) known = null;
      if (isGood(known)) return { ...access(known), renewed: false };
      for (;;) {
        const renewal = await renew({ refused });
        // What was under way may have been about something else.
        if (renewal.renewed || renewal.tokens.accessToken !== refused) return { ...access(renewal), renewed: renewal.renewed };
      }
    },
    doubt() {
      doubted = true;
    },
    start() {
      void look();
      looking = setInterval(() => void look(), timing.lookEvery);
      looking.unref();
    },
    async stop() {
      stopped = true;
      clearInterval(looking);
      await renewing?.catch(() => {});
      clearTimeout(storingLater);
      await storeNow().catch((error: unknown) => log.error({ err: error, ...ids }, 'Zalo: new tokens are lost: run `nhahoc zalo connect`'));
    },
  };
}

function access({ credentials, tokens }: Renewal): Access {
  const token = tokens.accessToken;
  return { token, proof: createHmac('sha256', credentials.appSecret).update(token).digest('hex') };
}

/** Whether the same refresh token may be good the next time. Whoever does not speak as Zalo does is not Zalo. */
function mayPass({ end, code }: ZaloFailure): boolean {
  return end !== 'refused' || code === null || code === LIMIT;
}

function noToken(description: NoToken, code: number | null = null): ZaloFailure {
  return new ZaloFailure('tokens', { end: 'noToken', code, description });
}

function asRefusal(error: unknown): ZaloFailure {
  if (error instanceof ZaloFailure || error instanceof SealBroken) return asFailure(error);
  throw error;
}

/** Everybody waits; what was sent to the platform was no message. */
function asFailure(error: unknown): ZaloFailure {
  if (error instanceof SealBroken) return noToken('credentials');
  if (!(error instanceof ZaloFailure)) return new ZaloFailure('tokens', { end: 'heldBack', description: 'store' });
  return error.end === 'noToken' || error.end === 'heldBack'
    ? error
    : new ZaloFailure('tokens', { end: 'heldBack', description: 'refresh' });
}
