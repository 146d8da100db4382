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

export async function startBotApi(): Promise<BotApi> {
  let messages = 0;
  const api: BotApi = { root: '', onMessage: () => {}, close };

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
      const body = JSON.stringify({ ok: true, result: answer(method, Buffer.concat(chunks).toString()) });
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) });
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
