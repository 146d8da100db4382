/** The Telegram channel on the real app and a real database, against the fake Bot API. */
import { once } from 'node:events';
import type { Logger } from 'pino';
import { createTelegram, type Telegram, type TelegramParts } from '../../src/channel/telegram/telegram.ts';
import type { TelegramConfig } from '../../src/config.ts';
import type { Conversation } from '../../src/conversation/conversation.ts';
import { ensureChannelAccount } from '../../src/db/channel-account.ts';
import { createLogger } from '../../src/log.ts';
import { type FakeOptions, type FakeTelegram, startFakeTelegram } from './fake-telegram.ts';
import { type House, openHouse } from './talk.ts';
import { serve } from './web.ts';

export const SECRET = 'only-telegram-knows-this';

export interface TestTelegram {
  fake: FakeTelegram;
  house: House;
  telegram: Telegram;
  channelAccountId: string;
  /** Address of the service. */
  url: string;
  /** What reached the Inbox, in the order in which turns take it. */
  inbox(): Promise<{ key: string; chat: string; state: string; body: unknown }[]>;
  /** Posts to the webhook as Telegram would. */
  deliver(body: unknown, secret?: string | null): Promise<Response>;
  /** Everything logged. */
  logged(): string;
  /** Stops the service's side and begins it anew, as another process would. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

export interface TestTelegramOptions {
  mode?: TelegramConfig['mode'];
  fake?: FakeOptions;
  /** In front of the conversation: to fail, to be slow. */
  receive?: (real: Conversation['receive']) => Conversation['receive'];
  parts?: Partial<TelegramParts>;
  /** Its own turns are taken; else what arrives stays in the Inbox. */
  turns?: boolean;
  config?: Partial<TelegramConfig>;
}

const QUICK = {
  polling: { holdSeconds: 2, lookEveryMs: 20, firstPauseMs: 10, longestPauseMs: 60 },
  setUp: { first: 10, most: 60 },
};

export async function startTelegram(options: TestTelegramOptions = {}): Promise<TestTelegram> {
  const { mode = 'webhook', receive = (real) => real, turns = false } = options;
  const { log, lines } = listeningLog();
  const fake = await startFakeTelegram({ retryScale: 0.01, ...options.fake });
  const house = await openHouse({ log });
  const { prisma } = house.database;
  const botId = fake.token.split(':')[0] ?? '';
  const channelAccountId = await ensureChannelAccount(house.deps, { channel: 'telegram', externalId: botId });
  const inboxOnly: Conversation['receive'] = async (update) => {
    const { receive: store } = await import('../../src/conversation/receive.ts');
    return store(house.deps, update);
  };
  const conversation = { ...house.conversation, receive: receive(turns ? house.conversation.receive : inboxOnly) };
  const secret = mode === 'webhook' ? SECRET : null;
  const config: TelegramConfig = {
    token: fake.token,
    botId,
    mode,
    secret,
    apiRoot: fake.apiRoot,
    messagesPerSecond: 30,
    ...options.config,
  };
  const hooks = { telegram: undefined as Telegram['hook'] | undefined };
  const listening = await serve({
    ...house.deps,
    prisma,
    locale: house.locale,
    secret: Buffer.alloc(32, 7),
    webChannelId: channelAccountId,
    conversation: house.conversation,
    blobs: house.blobs,
    log,
    telegram: {
      isSecret: (given) => hooks.telegram?.isSecret(given) ?? false,
      take: (raw, how) => (hooks.telegram as NonNullable<Telegram['hook']>).take(raw, how),
    },
  });

  function create(): Telegram {
    const parts = { config, publicUrl: listening.url, channelAccountId, prisma, log, locale: house.locale, conversation, pace: QUICK };
    const telegram = createTelegram({ ...parts, ...options.parts });
    hooks.telegram = telegram.hook;
    telegram.start();
    return telegram;
  }

  let telegram = create();
  return {
    fake,
    house,
    get telegram() {
      return telegram;
    },
    channelAccountId,
    url: listening.url,
    async inbox() {
      const rows = await prisma.inbox.findMany({ where: { channelAccountId }, orderBy: { order: 'asc' } });
      return rows.map((row) => ({ key: row.updateKey, chat: row.chatKey, state: row.state, body: row.body }));
    },
    deliver: (body, given = SECRET) =>
      fetch(`${listening.url}/webhooks/telegram`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...(given !== null && { 'x-telegram-bot-api-secret-token': given }) },
        body: typeof body === 'string' ? body : JSON.stringify(body),
      }),
    logged: lines,
    async restart() {
      await telegram.stop();
      telegram.close();
      telegram = create();
    },
    async stop() {
      await telegram.stop();
      telegram.close();
      await listening.close();
      await fake.close();
      await house.close();
    },
  };
}

/** The service's own log, at its most talkative. */
export function listeningLog(): { log: Logger; lines: () => string } {
  let written = '';
  const log = createLogger({
    level: 'trace',
    stream: {
      write(line: string) {
        written += line;
      },
    },
  });
  return { log, lines: () => written };
}

/** A port where nothing listens. */
export async function deadPort(): Promise<number> {
  const { createServer } = await import('node:net');
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}
