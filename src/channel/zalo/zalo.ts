/**
 * The Zalo channel: what `main.ts` builds when an app and its first OA are set. Each OA speaks and is spoken to by itself; they
 * share the webhook, the app's rate, and what is set for all of them.
 *
 *     const zalo = createZalo({ ...ground, config, oas: await knownOas(ground, config), cardPicture });
 *     for (const oa of zalo.oas) oa.start();
 */
import type { Logger } from 'pino';
import type { ZaloConfig } from '../../config.ts';
import type { Conversation } from '../../conversation/conversation.ts';
import type { PrismaClient } from '../../db/client.ts';
import type { RawPool } from '../../db/raw.ts';
import type { Clock } from '../../deps.ts';
import type { Locale } from '../../locale/locale.ts';
import type { Pace, Sender } from '../channel.ts';
import type { FetchFile } from '../fetch-file.ts';
import { profiles } from '../profiles.ts';
import { createApi } from './api.ts';
import { createDoor } from './door.ts';
import { createFileFetcher } from './fetch-file.ts';
import { createZaloHook, type ListeningOa, type ZaloHook } from './hook.ts';
import type { KnownOa } from './known-oas.ts';
import { createOauth } from './oauth.ts';
import { createRate, type Rate } from './rate.ts';
import { remedy } from './remedy.ts';
import { createSender } from './sender.ts';
import { createTokenStore } from './tokens.ts';

export interface ZaloParts {
  config: ZaloConfig;
  /** See known-oas.ts. */
  oas: readonly KnownOa[];
  prisma: PrismaClient;
  /** To the same database. */
  raw: RawPool;
  /** Opens the stored credentials: the service's. */
  secret: Uint8Array;
  clock: Clock;
  log: Logger;
  locale: Locale;
  conversation: Pick<Conversation, 'receive' | 'arrived'>;
  /** Whether this process speaks for an OA now, by ChannelAccount.id. Asked all the time; unless given, always. */
  speaksFor?: (channelAccountId: string) => boolean;
  /** An address of ours that Zalo's servers can fetch a picture from; null: there is none. */
  cardPicture: string | null;
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
  start(): void;
  stop(): Promise<void>;
  /** Lets go of connections. */
  close(): void;
}

export interface Zalo {
  oas: Oa[];
  /** For `Parts.zalo` of the HTTP surface. */
  hook: ZaloHook;
  close(): void;
}

/** Of the calls that Zalo takes, some are uploads, tokens and cards. */
const FOR_MESSAGES = 0.9;

export function createZalo(parts: ZaloParts): Zalo {
  const { config, prisma, raw, secret, clock, log, locale, conversation, speaksFor = () => true, cardPicture } = parts;
  const oauth = createOauth(config.oauthRoot);
  const fetchFile = createFileFetcher({ hosts: config.mediaHosts });
  const rates = new Map<string, Rate>();
  const listening: ListeningOa[] = [];

  function rateOf(appId: string): Rate {
    const rate = rates.get(appId) ?? createRate();
    rates.set(appId, rate);
    return rate;
  }

  function open({ channelAccountId, oaId, keys }: KnownOa): Oa {
    const mayRefresh = () => speaksFor(channelAccountId);
    const tokens = createTokenStore({ raw, secret, channelAccountId, oauth, clock, log, mayRefresh });
    const api = createApi({ apiRoot: config.apiRoot, tokens, clock, rate: rateOf(keys.appId) });
    const { templates } = config;
    listening.push({ oaId, keys, door: createDoor({ prisma, channelAccountId, oaId, conversation }) });
    return {
      channelAccountId,
      sender: createSender({ api, clock, log, locale, channelAccountId, templates, cardPicture, picture: fetchPicture }),
      pace: paceOf(config.messagesPerMinute, parts.oas.filter((one) => one.keys.appId === keys.appId).length),
      remedy,
      fetchFile,
      start: tokens.start,
      stop: tokens.stop,
      close: api.close,
    };
  }

  const oas = parts.oas.map(open);
  return { oas, hook: createZaloHook({ oas: () => listening, log }), close: oauth.close };
}

/**
 * OAs of one app share what the app may. Whichever processes send for them, together they stay below it.
 *
 * @param oas how many there are
 */
export function paceOf(perMinute: number, oas: number): Pace {
  const { pace } = profiles.zalo;
  if (pace === null) throw new Error('Zalo has a pace');
  if (perMinute === Number.POSITIVE_INFINITY) return { perSecond: perMinute, burstPerChat: perMinute };
  const share = Math.floor((perMinute * FOR_MESSAGES) / 60 / oas);
  return { perSecond: Math.max(1, share), burstPerChat: pace.burstPerChat };
}

const PICTURE_MS = 20_000;

/** What stands with a message of ours is at an address of ours. */
async function fetchPicture(url: string): Promise<Uint8Array> {
  const response = await fetch(url, { signal: AbortSignal.timeout(PICTURE_MS) });
  if (!response.ok) throw new Error(`A picture of ours was answered with ${response.status}`);
  return new Uint8Array(await response.arrayBuffer());
}
