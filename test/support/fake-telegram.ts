/**
 * A Bot API of our own, over real HTTP: it refuses what the real one refuses, in its words.
 *
 *     const fake = await startFakeTelegram();
 *     const lan = fake.user();
 *     lan.starts();
 *     const [hello] = await lan.hears(0);
 *
 * `node test/support/fake-telegram.ts '{"port":0}'` runs it as a process of its own: it prints one line of JSON with its
 * port, and `POST /control` with `{"call": "says", "user": 1001, "args": ["xin chào"]}` does what the functions here do (see
 * fake-telegram/remote.ts).
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { badRequest, forbidden, type Payload, Refusal, tooMany } from './fake-telegram/answer.ts';
import { checkCommands, checkLength, checkMarkup, checkText } from './fake-telegram/check-message.ts';
import { type Chat, createUser, type FakeUser, type Received, type StoredFile } from './fake-telegram/people.ts';
import { createUpdates, type Kind } from './fake-telegram/updates.ts';

export type { FakeUser, Received } from './fake-telegram/people.ts';

/**
 * - `reset`: the connection breaks before anything was done
 * - `deaf`: it is done, but the connection breaks before the answer
 * - `hang`: no answer, ever
 */
export type Failure =
  | 'reset'
  | 'deaf'
  | 'hang'
  | { status: number; description?: string; retryAfter?: number; movedTo?: number; body?: string };

export interface FakeOptions {
  token?: string;
  port?: number;
  /** Messages to all chats in any one second; more are refused with 429. null: any number. */
  perSecond?: number | null;
  /** To one chat in any one second. */
  perChatPerSecond?: number | null;
  /** Seconds to wait after a 429. Whoever does not is refused as well. */
  retryAfter?: number;
  /** Seconds after which a press can no longer be answered. */
  pressSeconds?: number;
  firstUpdateId?: number;
  /** Multiplies the pauses between two deliveries. */
  retryScale?: number;
}

export interface Call {
  method: string;
  at: number;
  status: number;
}

export interface FakeTelegram {
  apiRoot: string;
  port: number;
  token: string;
  /** A person; a new one unless the id is known. */
  user(id?: number): FakeUser;
  /** The next `times` calls of a method end so; `download` is that of a file, `*` every one. */
  fail(method: string, failure: Failure, times?: number): void;
  /** Ends what `fail` began. */
  heal(): void;
  /** Holds deliveries of a kind back. */
  delay(kind: Kind, ms: number): void;
  /** From now on the chat is found under another id only. */
  moves(from: number, to: number): void;
  /** A webhook that somebody else has set. */
  setWebhook(url: string | null): void;
  /** A raw update, as no person could make it. */
  push(kind: Kind, chatId: number, content: unknown): number;
  /** Numbers of updates begin anew, as after a week without any. */
  renumber(first: number): void;
  /** Updates that were not taken yet. */
  pending(): number;
  counts(): { added: number; delivered: number; failed: number; dropped: number };
  calls(method?: string): Call[];
  /** Most messages in any one second. */
  busiestSecond(): number;
  /** Presses that were answered, of all. */
  presses(): { all: number; answered: number };
  bot(): { commands: Record<string, unknown>; descriptions: Record<string, string>; short: Record<string, string>; webhook: string | null };
  close(): Promise<void>;
}

const DEFAULT_TOKEN = '7000000001:AAfake-token-of-the-fake-bot-api-xyz';
const MAX_FILE = 20 * 1024 * 1024;

export async function startFakeTelegram(options: FakeOptions = {}): Promise<FakeTelegram> {
  const { token = DEFAULT_TOKEN, perSecond = 30, perChatPerSecond = null, retryAfter = 1, pressSeconds = 15 } = options;
  const botId = Number(token.split(':')[0]);
  const chats = new Map<number, Chat>();
  const users = new Map<number, FakeUser>();
  const files = new Map<string, StoredFile>();
  const presses = new Map<string, { at: number; answered: boolean }>();
  const failures: { method: string; failure: Failure; times: number }[] = [];
  const calls: Call[] = [];
  const listeners = new Set<() => void>();
  const bot = { commands: {} as Record<string, unknown>, descriptions: {} as Record<string, string>, short: {} as Record<string, string> };
  /** Times of accepted messages of the last second, of all and of each chat. */
  const sentAt: number[] = [];
  const sentTo = new Map<number, number[]>();
  const accepted: number[] = [];
  let pausedUntil = 0;
  let messageId = 0;
  let fileId = 0;
  let nextUser = 1001;

  const updates = createUpdates({
    firstUpdateId: options.firstUpdateId ?? 500_000,
    retryScale: options.retryScale ?? 1,
    onReply: (method, payload) => void answerCall(method, payload, () => {}).catch(() => {}),
  });

  // Sending

  function chatFor(payload: Payload): Chat {
    const id = Number(payload.chat_id);
    const chat = chats.get(id);
    if (payload.chat_id === undefined || payload.chat_id === '') throw badRequest('chat_id is empty');
    if (!chat) throw badRequest('chat not found');
    if (chat.movedTo !== undefined) {
      throw new Refusal(400, 'Bad Request: group chat was upgraded to a supergroup chat', { migrate_to_chat_id: chat.movedTo });
    }
    if (chat.state === 'blocked') throw forbidden('bot was blocked by the user');
    if (chat.state === 'deactivated') throw forbidden('user is deactivated');
    if (!chat.started) throw forbidden("bot can't initiate conversation with a user");
    return chat;
  }

  function countMessage(chatId: number): void {
    const now = performance.now();
    if (now < pausedUntil) throw tooMany(Math.ceil((pausedUntil - now) / 1000));
    const ofChat = sentTo.get(chatId) ?? [];
    forgetBefore(sentAt, now - 1000);
    forgetBefore(ofChat, now - 1000);
    if ((perSecond !== null && sentAt.length >= perSecond) || (perChatPerSecond !== null && ofChat.length >= perChatPerSecond)) {
      pausedUntil = now + retryAfter * 1000;
      throw tooMany(retryAfter);
    }
    sentAt.push(now);
    if (perChatPerSecond !== null) sentTo.set(chatId, [...ofChat, now]);
    accepted.push(now);
  }

  function put(chat: Chat, message: Omit<Received, 'messageId' | 'at'>): object {
    const received: Received = { messageId: ++messageId, at: performance.now(), ...message };
    chat.received.push(received);
    for (const listener of [...listeners]) listener();
    return shown(chat, received);
  }

  function shown(chat: Chat, { messageId: message_id, text, markup }: Received): object {
    return { message_id, date: 0, chat: { id: chat.id, type: 'private' }, from: { id: botId, is_bot: true }, text, reply_markup: markup };
  }

  function edited(chat: Chat, payload: Payload, text: string | undefined): object {
    if (!Number.isInteger(Number(payload.message_id)) || Number(payload.message_id) <= 0)
      throw badRequest('message identifier is not specified');
    const message = chat.received.find((one) => one.messageId === Number(payload.message_id));
    if (!message) throw badRequest('message to edit not found');
    const markup = checkMarkup(payload.reply_markup);
    if (markup && !markup.inline_keyboard) throw badRequest('inline keyboard expected');
    if (text !== undefined && message.method === 'sendPhoto') throw badRequest('there is no text in the message to edit');
    const next = { ...message, text: text ?? message.text, markup };
    if (next.text === message.text && JSON.stringify(markup) === JSON.stringify(message.markup)) {
      const why =
        'specified new message content and reply markup are exactly the same as a current content and reply markup of the message';
      throw badRequest(`message is not modified: ${why}`);
    }
    // It counts as a message does.
    countMessage(chat.id);
    Object.assign(message, next);
    return shown(chat, message);
  }

  // Files

  function addFile(bytes: Uint8Array, { extension, size = bytes.byteLength }: { extension: string; size?: number }): string {
    const id = `AgACAgUAAx0Cfake${String(++fileId).padStart(40, '0')}`;
    files.set(id, { bytes, size, path: `photos/file_${fileId}.${extension}` });
    return id;
  }

  // Methods

  type Handler = (payload: Payload, gone: (leave: () => void) => void) => unknown;
  const language = (payload: Payload) => String(payload.language_code ?? '');

  const methods: Record<string, Handler> = {
    getMe: () => ({ id: botId, is_bot: true, first_name: 'Nhà Học', username: 'nhahoc_bot', can_join_groups: false }),
    getUpdates: (payload, gone) => updates.getUpdates(payload, gone),
    setWebhook(payload) {
      const { url, secret_token: secret, max_connections: maxConnections = 40, allowed_updates } = payload;
      if (typeof url !== 'string' || !/^https?:\/\/[^/]+\//.test(url))
        throw badRequest('bad webhook: HTTPS url must be provided for webhook');
      if (secret !== undefined && !/^[\w-]{1,256}$/.test(String(secret))) throw badRequest('secret token contains unallowed characters');
      updates.setWebhook({ url, secret: secret as string | undefined, maxConnections: Number(maxConnections) }, allowed_updates);
      return true;
    },
    deleteWebhook() {
      updates.setWebhook(null);
      return true;
    },
    getWebhookInfo: () => ({ url: updates.webhook()?.url ?? '', pending_update_count: updates.pending() }),
    sendMessage(payload) {
      const text = checkText(payload.text);
      const markup = checkMarkup(payload.reply_markup);
      const chat = chatFor(payload);
      countMessage(chat.id);
      return put(chat, { method: 'sendMessage', text, markup });
    },
    sendPhoto(payload) {
      const { photo, caption } = payload;
      const text = caption === undefined ? '' : checkText(caption, 1024, 'message caption is empty', 'message caption is too long');
      const markup = checkMarkup(payload.reply_markup);
      if (!(photo instanceof Uint8Array) && (typeof photo !== 'string' || photo === ''))
        throw badRequest('there is no photo in the request');
      if (photo instanceof Uint8Array && photo.byteLength > 10 * 1024 * 1024) throw new Refusal(413, 'Request Entity Too Large');
      const chat = chatFor(payload);
      countMessage(chat.id);
      return put(chat, { method: 'sendPhoto', text, markup, photo: photo instanceof Uint8Array ? photo.byteLength : photo });
    },
    editMessageText: (payload) => edited(chatFor(payload), payload, checkText(payload.text)),
    editMessageReplyMarkup: (payload) => edited(chatFor(payload), payload, undefined),
    answerCallbackQuery(payload) {
      checkLength(payload, 'text', 200, 'MESSAGE_TOO_LONG');
      const press = presses.get(String(payload.callback_query_id));
      if (!press || performance.now() - press.at > pressSeconds * 1000) {
        throw badRequest('query is too old and response timeout expired or query ID is invalid');
      }
      press.answered = true;
      return true;
    },
    getMyCommands: (payload) => bot.commands[language(payload)] ?? [],
    setMyCommands(payload) {
      bot.commands[language(payload)] = checkCommands(payload.commands);
      return true;
    },
    getMyDescription: (payload) => ({ description: bot.descriptions[language(payload)] ?? '' }),
    setMyDescription(payload) {
      bot.descriptions[language(payload)] = checkLength(payload, 'description', 512, 'BOT_DESCRIPTION_TOO_LONG');
      return true;
    },
    getMyShortDescription: (payload) => ({ short_description: bot.short[language(payload)] ?? '' }),
    setMyShortDescription(payload) {
      bot.short[language(payload)] = checkLength(payload, 'short_description', 120, 'BOT_SHORT_DESCRIPTION_TOO_LONG');
      return true;
    },
    getFile(payload) {
      const file = files.get(String(payload.file_id));
      if (!file) throw badRequest('wrong file_id or the file is temporarily unavailable');
      if (file.size > MAX_FILE) throw badRequest('file is too big');
      return { file_id: payload.file_id, file_unique_id: 'f', file_size: file.size, file_path: file.path };
    },
  };

  async function answerCall(method: string, payload: Payload, gone: (leave: () => void) => void): Promise<unknown> {
    const handler = methods[method];
    if (!handler) throw new Refusal(404, 'Not Found');
    return handler(payload, gone);
  }

  // HTTP

  function takeFailure(method: string): Failure | undefined {
    const found = failures.find((one) => one.method === method || one.method === '*');
    if (!found) return undefined;
    found.times -= 1;
    if (found.times <= 0) failures.splice(failures.indexOf(found), 1);
    return found.failure;
  }

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname } = new URL(request.url ?? '/', 'http://fake');
    if (pathname === '/control') return control(request, response);
    const [, area, key = '', ...rest] = /^\/(file\/)?bot([^/]+)\/(.*)$/.exec(pathname) ?? [];
    const method = area ? 'download' : (rest[0] ?? '');
    const at = performance.now();
    const note = (status: number) => calls.push({ method, at, status });
    const body = await readAll(request);
    if (key !== token) return refuse(response, new Refusal(key === '' ? 404 : 401, key === '' ? 'Not Found' : 'Unauthorized'), note);
    const failure = takeFailure(method);
    if (failure === 'hang') return void note(0);
    if (failure === 'reset') {
      note(0);
      return void request.socket.resetAndDestroy();
    }
    if (typeof failure === 'object') return forced(response, failure, note);
    if (area) return download(response, rest[0] ?? '', note);
    try {
      const result = await answerCall(method, await payloadOf(request, body), (leave) => response.once('close', leave));
      if (failure === 'deaf') {
        note(0);
        return void request.socket.resetAndDestroy();
      }
      note(200);
      json(response, 200, { ok: true, result });
    } catch (error) {
      refuse(response, error instanceof Refusal ? error : badRequest(String(error)), note);
    }
  }

  function forced(
    response: ServerResponse,
    { status, description, retryAfter: after, movedTo, body }: Exclude<Failure, string>,
    note: (status: number) => void,
  ) {
    if (body !== undefined) {
      note(status);
      response.writeHead(status, { 'content-type': 'text/html' }).end(body);
      return;
    }
    const parameters = {
      ...(after !== undefined && { retry_after: after }),
      ...(movedTo !== undefined && { migrate_to_chat_id: movedTo }),
    };
    refuse(response, new Refusal(status, description ?? 'forced', parameters), note);
  }

  function download(response: ServerResponse, path: string, note: (status: number) => void): void {
    const file = [...files.values()].find((one) => one.path === path);
    note(file ? 200 : 404);
    if (file) response.writeHead(200, { 'content-type': 'application/octet-stream' }).end(file.bytes);
    else json(response, 404, { ok: false, error_code: 404, description: 'Not Found' });
  }

  async function control(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { call, user, args = [] } = JSON.parse((await readAll(request)).toString()) as { call: string; user?: number; args?: unknown[] };
    try {
      const target = (user === undefined ? fake : fake.user(user)) as unknown as Record<string, (...args: unknown[]) => unknown>;
      const doing = target[call];
      if (!doing) throw new Error(`nothing is called ${call}`);
      const given = args.map((arg) => (isBase64(arg) ? Buffer.from(arg.base64, 'base64') : arg));
      const result = await doing.call(target, ...given);
      json(response, 200, { result: call === 'user' ? (result as FakeUser).id : (result ?? null) });
    } catch (error) {
      json(response, 500, { error: (error as Error).message });
    }
  }

  const server = createServer((request, response) => void serve(request, response).catch(() => request.socket.destroy()));
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((resolve) => server.listen(options.port ?? 0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;

  const fake: FakeTelegram = {
    apiRoot: `http://127.0.0.1:${port}`,
    port,
    token,
    user(id = nextUser++) {
      const known = users.get(id);
      if (known) return known;
      nextUser = Math.max(nextUser, id + 1);
      chats.set(id, { id, started: false, state: 'open', received: [] });
      const user = createUser(
        {
          botId,
          updates,
          addFile,
          chat: (chatId) => chats.get(chatId) as Chat,
          addPress: (press) => presses.set(press, { at: performance.now(), answered: false }),
          nextMessageId: () => ++messageId,
          onReceived(listener) {
            listeners.add(listener);
            return () => listeners.delete(listener);
          },
        },
        id,
      );
      users.set(id, user);
      return user;
    },
    fail: (method, failure, times = 1) => void failures.push({ method, failure, times }),
    heal: () => void failures.splice(0),
    delay: updates.delay,
    moves(from, to) {
      fake.user(to);
      (chats.get(to) as Chat).started = true;
      (chats.get(from) as Chat).movedTo = to;
    },
    setWebhook: (url) => updates.setWebhook(url === null ? null : { url, secret: undefined, maxConnections: 40 }),
    push: (kind, chatId, content) => updates.add(kind, chatId, content),
    renumber: updates.renumber,
    pending: updates.pending,
    counts: updates.counts,
    calls: (method) => (method === undefined ? calls : calls.filter((call) => call.method === method)),
    busiestSecond: () => busiest(accepted),
    presses: () => ({ all: presses.size, answered: [...presses.values()].filter(({ answered }) => answered).length }),
    bot: () => ({ ...bot, webhook: updates.webhook()?.url ?? null }),
    close() {
      updates.close();
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
  return fake;
}

function forgetBefore(times: number[], before: number): void {
  const first = times.findIndex((at) => at > before);
  times.splice(0, first < 0 ? times.length : first);
}

function busiest(times: readonly number[]): number {
  let most = 0;
  let from = 0;
  for (const [index, at] of times.entries()) {
    while ((times[from] ?? 0) <= at - 1000) from += 1;
    most = Math.max(most, index - from + 1);
  }
  return most;
}

function isBase64(arg: unknown): arg is { base64: string } {
  return typeof arg === 'object' && arg !== null && 'base64' in arg;
}

async function readAll(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks);
}

async function payloadOf({ headers }: IncomingMessage, body: Buffer): Promise<Payload> {
  const type = headers['content-type'] ?? '';
  if (body.length === 0) return {};
  if (type.includes('json')) return JSON.parse(body.toString());
  const form = await new Response(new Uint8Array(body), { headers: { 'content-type': type } }).formData();
  const fields = [...form].map(async ([name, value]) => [
    name,
    typeof value === 'string' ? value : new Uint8Array(await value.arrayBuffer()),
  ]);
  return Object.fromEntries(await Promise.all(fields));
}

function refuse(response: ServerResponse, refusal: Refusal, note: (status: number) => void): void {
  note(refusal.status);
  const { status, message, parameters } = refusal;
  json(response, status, { ok: false, error_code: status, description: message, ...(parameters && { parameters }) });
}

function json(response: ServerResponse, status: number, body: object): void {
  const text = JSON.stringify(body);
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) }).end(text);
}

if (import.meta.main) {
  const fake = await startFakeTelegram(JSON.parse(process.argv[2] ?? '{}'));
  process.stdout.write(`${JSON.stringify({ port: fake.port, token: fake.token })}\n`);
  process.once('SIGTERM', () => void fake.close().then(() => process.exit(0)));
}
