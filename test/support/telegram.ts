/** The Telegram channel on the real app and a real database, against the fake Bot API. */
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';
import type { Logger } from 'pino';
import { createTelegram, type Telegram, type TelegramParts } from '../../src/channel/telegram/telegram.ts';
import type { TelegramConfig } from '../../src/config.ts';
import type { Conversation } from '../../src/conversation/conversation.ts';
import { receive as intoInbox } from '../../src/conversation/receive.ts';
import { ensureChannelAccount } from '../../src/db/channel-account.ts';
import type { Deps } from '../../src/deps.ts';
import type { BlobStore } from '../../src/evidence/blob-store.ts';
import { type ChatRoom, createApp } from '../../src/http/app.ts';
import { createLocale } from '../../src/locale/locale.ts';
import { createLogger } from '../../src/log.ts';
import { sharedDatabase } from './db.ts';
import { sequentialIds, testDeps } from './deps.ts';
import { type FakeOptions, type FakeTelegram, startFakeTelegram } from './fake-telegram.ts';
import { type House, openHouse } from './talk.ts';

export const SECRET = 'only-telegram-knows-this';

export interface TestTelegram {
  fake: FakeTelegram;
  deps: Deps;
  /** With `turns`. */
  house: House | null;
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

const FIRST_BOT = 7_000_000_000;
let bots = 0;
const ids = sequentialIds('1');
const locale = createLocale();
/** Nobody looks at pages here. */
const nobody = () => Promise.reject(new Error('not in these tests'));
const noBlobs = { put: nobody, get: nobody, delete: nobody, list: nobody } as unknown as BlobStore;
const noChat: ChatRoom = { receive: nobody, onLines: () => () => {}, linesOf: nobody, markHanded: nobody };
const QUICK = {
  polling: { holdSeconds: 2, lookEveryMs: 20, firstPauseMs: 10, longestPauseMs: 60 },
  setUp: { first: 10, most: 60 },
};

export async function startTelegram(options: TestTelegramOptions = {}): Promise<TestTelegram> {
  const { mode = 'webhook', receive = (real) => real, turns = false } = options;
  const { log, lines } = listeningLog();
  const token = `${FIRST_BOT + ++bots}:AAfake-token-of-one-test-${randomUUID()}`;
  const fake = await startFakeTelegram({ retryScale: 0.01, token, ...options.fake });
  const house = turns ? await openHouse({ log }) : null;
  const { prisma } = house?.database ?? (await sharedDatabase());
  const deps = house?.deps ?? testDeps(prisma, { ids });
  const botId = fake.token.split(':')[0] ?? '';
  const channelAccountId = await ensureChannelAccount(deps, { channel: 'telegram', externalId: botId });
  const real: Conversation['receive'] = house?.conversation.receive ?? ((update) => intoInbox(deps, update));
  const conversation = { receive: receive(real) };
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
  const stopping = new AbortController();
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  function create(): Telegram {
    const parts = { config, publicUrl: url, channelAccountId, prisma, log, locale, conversation, pace: QUICK };
    const telegram = createTelegram({ ...parts, ...options.parts });
    const rest = { secret: Buffer.alloc(32, 7), webChannelId: channelAccountId, blobs: house?.blobs ?? noBlobs, conversation: noChat };
    const app = createApp({ ...deps, ...rest, prisma, log, locale, publicUrl: url, stopping: stopping.signal, telegram });
    server.removeAllListeners('request').on('request', app);
    telegram.start();
    return telegram;
  }

  let telegram = create();
  return {
    fake,
    deps,
    house,
    get telegram() {
      return telegram;
    },
    channelAccountId,
    url,
    async inbox() {
      const rows = await prisma.inbox.findMany({ where: { channelAccountId }, orderBy: { order: 'asc' } });
      return rows.map((row) => ({ key: row.updateKey, chat: row.chatKey, state: row.state, body: row.body }));
    },
    deliver: (body, given = SECRET) =>
      fetch(`${url}/webhooks/telegram`, {
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
      stopping.abort();
      server.closeAllConnections();
      server.close();
      await fake.close();
      await house?.close();
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
  const server = createTcpServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
