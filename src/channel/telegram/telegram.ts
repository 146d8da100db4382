/**
 * The Telegram channel: what `main.ts` builds when a bot token is set.
 *
 *     const telegram = createTelegram({ ...deps, prisma, locale, config, publicUrl, channelAccountId, conversation, mayPoll, onBroken });
 *     telegram.start();
 */
import type { Logger } from 'pino';
import type { TelegramConfig } from '../../config.ts';
import type { Conversation } from '../../conversation/conversation.ts';
import type { PrismaClient } from '../../db/client.ts';
import type { Locale } from '../../locale/locale.ts';
import type { Pace, Sender } from '../channel.ts';
import type { FetchFile } from '../fetch-file.ts';
import { profiles } from '../profiles.ts';
import { createApi } from './api.ts';
import { createDoor, type Door, type Taking } from './door.ts';
import { createFileFetcher } from './fetch-file.ts';
import { createPolling, type PollingPace } from './polling.ts';
import { secretCheck } from './secret.ts';
import { createSender } from './sender.ts';
import { createSetUp, type SetUpParts } from './set-up.ts';

export interface TelegramParts {
  config: TelegramConfig;
  /** Where people, and Telegram, reach the service; without a slash at its end. */
  publicUrl: string;
  /** ChannelAccount.id of the bot: see db/channel-account.ts. */
  channelAccountId: string;
  prisma: PrismaClient;
  log: Logger;
  locale: Locale;
  conversation: Pick<Conversation, 'receive'>;
  /** Whether this process speaks for the channel now. Asked all the time; unless given, always. */
  mayPoll?: () => boolean;
  /** The platform refuses us until the operator mends it; may be told again. */
  onBroken?: (reason: string) => void;
  /** For tests: how long to hold and to wait. */
  pace?: { polling?: Partial<PollingPace>; setUp?: NonNullable<SetUpParts['pause']> };
}

export interface Telegram {
  sender: Sender;
  pace: Pace;
  /** The bytes of a RemoteFile: see ../fetch-file.ts for what it throws. */
  fetchFile: FetchFile;
  /** For `Parts.telegram` of the HTTP surface; null when polling. */
  hook: TelegramHook | null;
  /** The bot's name in links; undefined until Telegram has told it. */
  username(): string | undefined;
  /** Updates since the start, by what became of them. */
  counts(): Readonly<Record<Taking, number>>;
  /** Sets the bot up in the background and, where it may, polls. */
  start(): void;
  /** Within a second. The sender still works until `close`. */
  stop(): Promise<void>;
  /** Lets go of connections. */
  close(): void;
}

/** What the webhook's route needs. */
export interface TelegramHook {
  isSecret(given: string | undefined): boolean;
  take: Door['take'];
}

export function createTelegram(parts: TelegramParts): Telegram {
  const { config, publicUrl, log, locale, mayPoll = () => true, onBroken = () => {}, pace } = parts;
  const { token, apiRoot, secret, messagesPerSecond } = config;
  const api = createApi({ token, apiRoot });
  const door = createDoor(parts);
  let username: string | undefined;

  const setUp = createSetUp({
    api,
    log,
    locale,
    webhook: secret === null ? null : { publicUrl, secret },
    onName: (name) => {
      username = name;
    },
    onBroken,
    ...(pace?.setUp && { pause: pace.setUp }),
  });
  const polling = createPolling({ api, door, log, mayPoll, onBroken, ...(pace?.polling && { pace: pace.polling }) });

  return {
    sender: createSender({ api }),
    pace: paceOf(messagesPerSecond),
    fetchFile: createFileFetcher({ api, token, apiRoot }),
    hook: secret === null ? null : { isSecret: secretCheck(secret), take: door.take },
    username: () => username,
    counts: door.counts,
    start() {
      setUp.start();
      if (config.mode === 'polling') polling.start();
    },
    async stop() {
      await Promise.all([setUp.stop(), polling.stop()]);
    },
    close: api.close,
  };
}

/** Without a limit of ours there is none for a chat either. */
function paceOf(perSecond: number): Pace {
  const { pace } = profiles.telegram;
  if (pace === null) throw new Error('Telegram has a pace');
  return { perSecond, burstPerChat: perSecond === Number.POSITIVE_INFINITY ? perSecond : pace.burstPerChat };
}
