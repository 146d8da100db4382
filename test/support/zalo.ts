/** The webhook of Zalo on the real app and a real database: `const { deliver, inbox } = await startZalo()`. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createDoor } from '../../src/channel/zalo/door.ts';
import { createZaloHook, type ListeningOa, type ZaloHook } from '../../src/channel/zalo/hook.ts';
import { type SigningKeys, signatureOf } from '../../src/channel/zalo/signature.ts';
import type { Conversation } from '../../src/conversation/conversation.ts';
import { createReceipts } from '../../src/conversation/mark-arrived.ts';
import { receive as intoInbox } from '../../src/conversation/receive.ts';
import { ensureChannelAccount } from '../../src/db/channel-account.ts';
import type { Deps } from '../../src/deps.ts';
import type { BlobStore } from '../../src/evidence/blob-store.ts';
import { type ChatRoom, createApp } from '../../src/http/app.ts';
import { createLocale } from '../../src/locale/locale.ts';
import { sharedDatabase, type TestDatabase } from './db.ts';
import { sequentialIds, testDeps } from './deps.ts';
import { listeningLog } from './telegram.ts';

export const APP_ID = '360846524940903967';

export interface TestOa {
  oaId: string;
  channelAccountId: string;
  keys: ListeningOa['keys'];
}

export interface TestZalo {
  deps: Deps;
  database: TestDatabase;
  hook: ZaloHook;
  /** The only one, or the first. */
  oa: TestOa;
  oas: TestOa[];
  /** Address of the service. */
  url: string;
  /** Posts an event, or bytes, as Zalo would. */
  deliver(event: Event | string, options?: DeliverOptions): Promise<Response>;
  /** What reached the Inbox, in the order in which turns take it. */
  inbox(oa?: TestOa): Promise<{ key: string; chat: string; state: string; body: unknown }[]>;
  /** `"<event> <taking>"` -> how often */
  counts(): Record<string, number>;
  /** Everything logged. */
  logged(): string;
  stop(): Promise<void>;
}

export type Event = Record<string, unknown>;

export interface DeliverOptions {
  /** Of whom the event is, and whose key it is signed with. */
  oa?: TestOa;
  /** Instead of the right one; null: none. */
  signature?: string | null;
  headers?: Record<string, string>;
}

export interface TestZaloOptions {
  /** How many there are. */
  oas?: number;
  /** In front of the conversation: to fail, to be slow. */
  receive?: (real: Conversation['receive']) => Conversation['receive'];
  arrived?: (real: Conversation['arrived']) => Conversation['arrived'];
  monotonic?: () => number;
  /** Whether an OA that is not listened to is known. */
  seek?: (oaIds: readonly string[]) => Promise<boolean>;
}

let made = 0;
const ids = sequentialIds('3');
const locale = createLocale();
/** Nobody looks at pages here. */
const nobody = () => Promise.reject(new Error('not in these tests'));
const noBlobs = { put: nobody, get: nobody, delete: nobody, list: nobody } as unknown as BlobStore;
const noChat: ChatRoom = { receive: nobody, onLines: () => () => {}, linesOf: nobody, markHanded: nobody };
const QUICK = [50, 200];

export async function startZalo(options: TestZaloOptions = {}): Promise<TestZalo> {
  const { receive = (real) => real, arrived = (real) => real, monotonic, seek } = options;
  const { log, lines } = listeningLog();
  const database = await sharedDatabase();
  const { prisma, raw } = database;
  const deps = testDeps(prisma, { ids, log });
  const receipts = createReceipts({ raw, clock: deps.clock, waits: QUICK });
  const conversation = { receive: receive((update) => intoInbox(deps, update)), arrived: arrived(receipts.arrived) };
  const oas: TestOa[] = [];
  for (let count = options.oas ?? 1; count > 0; count--) {
    const oaId = `38861328087980${String(++made).padStart(4, '0')}`;
    const channelAccountId = await ensureChannelAccount(deps, { channel: 'zalo', externalId: oaId });
    const keys = { appId: APP_ID, oaSecretKey: `the-secret-key-of-oa-${made}`, appSecret: 'the-secret-of-the-app' };
    oas.push({ oaId, channelAccountId, keys });
  }
  const listening = oas.map((one) => ({ ...one, door: createDoor({ ...one, prisma, conversation }) }));
  const hook = createZaloHook({ oas: () => listening, log, ...(monotonic && { monotonic }), ...(seek && { seek }) });

  const stopping = new AbortController();
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const rest = { secret: Buffer.alloc(32, 7), webChannelId: ids.next(), blobs: noBlobs, conversation: noChat };
  const app = createApp({
    ...deps,
    ...rest,
    ...{ prisma, log, locale, publicUrl: url, stopping: stopping.signal, zalo: { hook }, receipts: receipts.counts },
  });
  server.on('request', app);
  const [first] = oas as [TestOa];

  return {
    ...{ deps, database, hook, oa: first, oas, url },
    deliver(event, { oa = first, signature, headers = {} } = {}) {
      const body = typeof event === 'string' ? event : JSON.stringify({ app_id: APP_ID, ...event });
      const given = signature === undefined ? sign(oa.keys, body) : signature;
      return fetch(`${url}/webhooks/zalo`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...(given !== null && { 'x-zevent-signature': given }), ...headers },
        body,
      });
    },
    async inbox({ channelAccountId } = first) {
      const rows = await prisma.inbox.findMany({ where: { channelAccountId }, orderBy: { order: 'asc' } });
      return rows.map((row) => ({ key: row.updateKey, chat: row.chatKey, state: row.state, body: row.body }));
    },
    counts: () => Object.fromEntries(hook.counts().map(({ event, taking, count }) => [`${event} ${taking}`, count])),
    logged: lines,
    async stop() {
      receipts.stop();
      stopping.abort();
      server.closeAllConnections();
      server.close();
    },
  };
}

/** The header of a body that says itself when it was sent. */
export function sign(keys: SigningKeys, body: string): string {
  const timestamp = /"timestamp":\s*"?(\d+)/.exec(body)?.[1] ?? '';
  return `mac=${signatureOf(keys, Buffer.from(body), timestamp)}`;
}

/** What Zalo sends of one person and one OA. */
export function eventsOf({ oaId }: Pick<TestOa, 'oaId'>, user = '246845883529197922') {
  let sent = 0;
  const AT = 1_793_494_800_000;
  const base = (event_name: string, more: Event): Event => ({ event_name, timestamp: String(AT + 1_000 * ++sent), ...more });
  const said = (event_name: string, message: Event, more: Event = {}) =>
    base(event_name, {
      sender: { id: user },
      recipient: { id: oaId },
      user_id_by_app: '552177279717587730',
      message: { msg_id: `${user}.${sent}`, ...message },
      ...more,
    });
  const told = (event_name: string, more: Event) => base(event_name, { sender: { id: oaId }, recipient: { id: user }, ...more });
  return {
    user,
    /** Milliseconds. */
    at: AT,
    said,
    text: (text: string, more: Event = {}) => said('user_send_text', { text }, more),
    image: (urls: string[], message: Event = {}) =>
      said('user_send_image', {
        attachments: urls.map((url) => ({ type: 'image', payload: { url, thumbnail: `${url}/thumb` } })),
        ...message,
      }),
    follows: (more: Event = {}) => base('follow', { oa_id: oaId, follower: { id: user }, source: 'oa_profile', ...more }),
    unfollows: () => base('unfollow', { oa_id: oaId, follower: { id: user }, source: 'oa_profile' }),
    opens: (more: Event = {}) => base('user_click_chatnow', { oa_id: oaId, user_id: user, ...more }),
    withdraws: (more: Event = {}) => base('user_withdraw', { user_id: user, ...more }),
    received: (msg_id: string) => told('user_received_message', { message: { msg_id } }),
    seen: (...msg_ids: string[]) => told('user_seen_message', { message: { msg_ids } }),
    /** The OA's own messages come back; those of an officer with their id. */
    echoed: (text: string, admin_id?: string) =>
      told('oa_send_text', { sender: { id: oaId, ...(admin_id && { admin_id }) }, message: { text, msg_id: `echo.${user}.${sent}` } }),
  };
}
