/**
 * The Zalo channel: what `main.ts` builds when an app and its first OA are set. Each OA speaks and is spoken to by itself; they
 * share the webhook, the app's rate, and what is set for all of them.
 *
 *     const zalo = await createZalo({ ...ground, config, patient, cardPicture });
 *     for (const oa of zalo.oas()) oa.start();
 *     zalo.grow(async (oa) => oa.start());
 */
import type { ZaloConfig } from '../../config.ts';
import type { Conversation } from '../../conversation/conversation.ts';
import type { PrismaClient } from '../../db/client.ts';
import type { RawPool } from '../../db/raw.ts';
import type { Deps } from '../../deps.ts';
import type { Locale } from '../../locale/locale.ts';
import type { Pace, Sender } from '../channel.ts';
import type { FetchFile } from '../fetch-file.ts';
import { profiles } from '../profiles.ts';
import { createApi } from './api.ts';
import { createDoor } from './door.ts';
import { createFileFetcher } from './fetch-file.ts';
import { createZaloHook, type ZaloHook } from './hook.ts';
import { type KnownOa, knownOas } from './known-oas.ts';
import { createOas, type OasTiming, type Opened } from './oas.ts';
import { createOauth } from './oauth.ts';
import { createRate, type Rate } from './rate.ts';
import { remedy } from './remedy.ts';
import { createSender } from './sender.ts';
import { createTokenStore } from './tokens.ts';

export interface ZaloParts extends Deps {
  config: ZaloConfig;
  prisma: PrismaClient;
  /** To the same database. */
  raw: RawPool;
  /** To the same database, for nothing else: one of its connections is held as long as Zalo takes to give new tokens. */
  patient: Pick<RawPool, 'transaction'>;
  /** Opens the stored credentials: the service's. */
  secret: Uint8Array;
  locale: Locale;
  conversation: Pick<Conversation, 'receive' | 'arrived'>;
  /** Whether this process speaks for an OA now, by ChannelAccount.id. Asked all the time; unless given, always. */
  speaksFor?: (channelAccountId: string) => boolean;
  /** An address of ours that Zalo's servers can fetch a picture from; null: there is none. */
  cardPicture: string | null;
  timing?: Partial<OasTiming>;
}

/** One OA, as `main.ts` gives it a sender. */
export interface Oa {
  channelAccountId: string;
  sender: Sender;
  pace: Pace;
  /** What the operator does about an OA that Zalo refuses. */
  remedy: (reason: string) => string;
  /** The bytes of a RemoteFile: see ../fetch-file.ts for what it throws. */
  fetchFile: FetchFile;
  /** Errors that Zalo answered with since the start, by its code. */
  errors(): ReadonlyMap<string, number>;
  /** What opens it may have been replaced: it is looked for before the next call. */
  doubt(): void;
  start(): void;
  stop(): Promise<void>;
  /** Lets go of connections. */
  close(): void;
}

export interface Zalo {
  /** Those that are open now, that of the environment first. */
  oas(): Oa[];
  /** Opens what is connected from now on; it is listened to once `begin` has resolved. */
  grow(begin: (oa: Oa) => Promise<void>): void;
  /** For `Parts.zalo` of the HTTP surface, as the next. */
  hook: ZaloHook;
  /** Of all OAs together. */
  errors(): ReadonlyMap<string, number>;
  /** No other OA is opened. */
  stop(): Promise<void>;
  close(): void;
}

/** Zalo counts what a process did that has just ended; this one cannot. */
const FOR_CALLS = 0.95;
/** Some calls are uploads and cards. */
const FOR_MESSAGES = 0.9;

/** The OAs that are connected by now are open. */
export async function createZalo(parts: ZaloParts): Promise<Zalo> {
  const { config, prisma, patient, secret, clock, log, locale, conversation, speaksFor = () => true, cardPicture, timing } = parts;
  const oauth = createOauth(config.oauthRoot);
  const fetchFile = createFileFetcher({ hosts: config.mediaHosts });
  const rates = new Map<string, Rate>();
  const perMinute = config.messagesPerMinute * FOR_CALLS;

  function rateOf(appId: string): Rate {
    const rate = rates.get(appId) ?? createRate(() => shareOf(appId));
    rates.set(appId, rate);
    return rate;
  }

  /** OAs have equal parts of what the app may, and go with their parts from process to process. */
  function shareOf(appId: string): number {
    const ours = oas.opened().filter(({ listening, speaking }) => listening.keys.appId === appId && speaksFor(speaking.channelAccountId));
    return (perMinute * Math.max(ours.length, 1)) / oas.sharers();
  }

  function open({ channelAccountId, oaId, keys }: KnownOa, sharers: number): Opened<Oa> {
    const mayRefresh = () => speaksFor(channelAccountId);
    const tokens = createTokenStore({ raw: patient, secret, channelAccountId, app: config, oauth, clock, log, mayRefresh });
    const api = createApi({ apiRoot: config.apiRoot, tokens, clock, rate: rateOf(keys.appId) });
    const about = { api, clock, log, locale, channelAccountId, templates: config.templates, cardPicture };
    return {
      speaking: {
        channelAccountId,
        sender: createSender({ ...about, picture: fetchPicture, onBroken: tokens.doubt }),
        pace: paceOf(config.messagesPerMinute, sharers),
        remedy,
        fetchFile,
        errors: api.errors,
        doubt: tokens.doubt,
        start: tokens.start,
        stop: tokens.stop,
        close: api.close,
      },
      listening: { oaId, keys, door: createDoor({ prisma, channelAccountId, oaId, conversation }) },
    };
  }

  const oas = createOas({ look: await knownOas(parts, config), open, log, ...(timing && { timing }) });
  await oas.look();
  const speaking = () => oas.opened().map((one) => one.speaking);
  return {
    oas: speaking,
    grow: oas.grow,
    hook: createZaloHook({ oas: () => oas.opened().map(({ listening }) => listening), seek: oas.seek, log }),
    errors: () => together(speaking().map((oa) => oa.errors())),
    stop: oas.stop,
    close: oauth.close,
  };
}

/**
 * So that an OA's part of a minute is not gone in its first seconds. What the app may in a minute is kept to by its rate, which
 * counts calls: a message may be several, and an app with many OAs may take less than one a second for each.
 *
 * @param sharers how many OAs there are
 */
export function paceOf(perMinute: number, sharers: number): Pace {
  const { pace } = profiles.zalo;
  if (pace === null) throw new Error('Zalo has a pace');
  if (perMinute === Number.POSITIVE_INFINITY) return { perSecond: perMinute, burstPerChat: perMinute };
  return { perSecond: Math.max(1, Math.floor((perMinute * FOR_MESSAGES) / 60 / sharers)), burstPerChat: pace.burstPerChat };
}

function together(all: readonly ReadonlyMap<string, number>[]): Map<string, number> {
  const sum = new Map<string, number>();
  for (const one of all) for (const [code, count] of one) sum.set(code, (sum.get(code) ?? 0) + count);
  return sum;
}

const PICTURE_MS = 20_000;

/** What stands with a message of ours is at an address of ours. */
async function fetchPicture(url: string): Promise<Uint8Array> {
  const response = await fetch(url, { signal: AbortSignal.timeout(PICTURE_MS) });
  if (!response.ok) throw new Error(`A picture of ours was answered with ${response.status}`);
  return new Uint8Array(await response.arrayBuffer());
}
