/** A Bot API that only answers: as cheap as can be, because it shares the machine with what is measured. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Button {
  text: string;
  callback_data?: string;
}

/** A message that a bot handed over, at the moment when it was here. */
export interface Sent {
  chat: number;
  text: string;
  buttons: Button[];
  /** `performance.now()`. */
  at: number;
}

export interface BotApi {
  /** As bots are given it. */
  root: string;
  /** Called for each message of a bot. */
  onMessage: (sent: Sent) => void;
  /** Messages that came too fast, and were refused. */
  refused(): number;
  close(): Promise<void>;
}

const bot = { id: 7_000_000_001, is_bot: true, first_name: 'Nhà Học', username: 'nhahoc_bench_bot' };

/** What a method answers besides `true`. */
const answers: Record<string, unknown> = {
  getMe: bot,
  getMyCommands: [],
  getMyDescription: { description: '' },
  getMyShortDescription: { short_description: '' },
  getWebhookInfo: { url: '', has_custom_certificate: false, pending_update_count: 0 },
};

const SECOND = 1_000;
const TOO_FAST = { ok: false, error_code: 429, description: 'Too Many Requests: retry after 1', parameters: { retry_after: 1 } };

/** @param perSecond messages that it takes within any one second, wherever that begins; Infinity: all */
export async function startBotApi(perSecond = Number.POSITIVE_INFINITY): Promise<BotApi> {
  let messages = 0;
  let refused = 0;
  /** When the last ones came. */
  const came: number[] = [];
  const api: BotApi = { root: '', onMessage: () => {}, refused: () => refused, close };

  function isTooFast(): boolean {
    if (perSecond === Number.POSITIVE_INFINITY) return false;
    const now = performance.now();
    while (came.length > 0 && (came[0] as number) <= now - SECOND) came.shift();
    if (came.length >= perSecond) return true;
    came.push(now);
    return false;
  }

  function answer(method: string, body: string): unknown {
    if (method !== 'sendMessage') return answers[method] ?? true;
    const at = performance.now();
    const { chat_id, text, reply_markup } = JSON.parse(body) as { chat_id: number | string; text: string; reply_markup?: unknown };
    const chat = Number(chat_id);
    const markup = (typeof reply_markup === 'string' ? JSON.parse(reply_markup) : reply_markup) as
      | { inline_keyboard?: Button[][] }
      | undefined;
    api.onMessage({ chat, text, buttons: markup?.inline_keyboard?.flat() ?? [], at });
    return { message_id: ++messages, from: bot, chat: { id: chat, type: 'private' }, date: Math.floor(Date.now() / 1000), text };
  }

  const server = createServer((request: IncomingMessage, response: ServerResponse) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const method = request.url?.split('/').at(-1) ?? '';
      const tooFast = method === 'sendMessage' && isTooFast();
      if (tooFast) refused++;
      const body = JSON.stringify(tooFast ? TOO_FAST : { ok: true, result: answer(method, Buffer.concat(chunks).toString()) });
      response.writeHead(tooFast ? 429 : 200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) });
      response.end(body);
    });
  });
  server.keepAliveTimeout = 120_000;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  api.root = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  async function close(): Promise<void> {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }

  return api;
}
