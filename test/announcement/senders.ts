/** Processes that send on one database, to a Bot API that does what a test wants; both can be watched, and the database taken away from them. */
import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { chatOf, listen, type PlatformServer } from '../support/platform-server.ts';
import type { SendingProcess, Told } from './sending-process.ts';
import type { SendingWorld, Street } from './world.ts';

const PROCESS = fileURLToPath(new URL('sending-process.ts', import.meta.url));
const TOKEN = '7000000009:AAtestAAtestAAtestAAtestAAtestAAte';
/** What one process has in hand at most: see sending-process.ts. */
export const IN_HAND = 8;

export type Answer =
  | 'ok'
  /** What it was asked is done, and nobody hears of it; or it is not. */
  | 'resetAfter'
  | 'resetBefore'
  | { status: number; description: string; retryAfter?: number };

export interface Platform extends PlatformServer {
  /** Chats whose message was taken, in this order. */
  taken: string[];
  asked(): number;
  /** What the next requests are answered. */
  answer: (chat: string, token: string) => Answer | Promise<Answer>;
}

export async function startPlatform(): Promise<Platform> {
  let asked = 0;
  const server = await listen(async (request, response) => {
    const chat = await chatOf(request);
    asked += 1;
    const token = /\/bot([^/]+)\//.exec(request.url ?? '')?.[1] ?? '';
    const answer = await platform.answer(chat, token);
    if (answer === 'ok' || answer === 'resetAfter') platform.taken.push(chat);
    if (answer === 'resetAfter' || answer === 'resetBefore') return request.socket.destroy();
    await new Promise((resolve) => setTimeout(resolve, 1 + Math.random() * 4));
    reply(response, answer, platform.taken.length);
  });
  const platform: Platform = { ...server, taken: [], asked: () => asked, answer: () => 'ok' };
  return platform;
}

function reply(response: ServerResponse, answer: Exclude<Answer, 'resetAfter' | 'resetBefore'>, message: number): void {
  response.setHeader('content-type', 'application/json');
  if (answer === 'ok') {
    response.end(JSON.stringify({ ok: true, result: { message_id: message, date: 0, chat: { id: 1, type: 'private' } } }));
    return;
  }
  const { status, description, retryAfter } = answer;
  const parameters = retryAfter === undefined ? undefined : { retry_after: retryAfter };
  response.writeHead(status).end(JSON.stringify({ ok: false, error_code: status, description, parameters }));
}

/** Telegram's chats are numbers. Returns those of the street, by account. */
export async function numberChats({ deps }: SendingWorld, { channels }: Street): Promise<Map<string, string>> {
  const rows = await deps.db.$queryRaw<{ id: string; chat: string }[]>`
    UPDATE "Account" a SET "externalId" = (1000000 + n.n)::text
    FROM (SELECT id, row_number() OVER (ORDER BY id) AS n FROM "Account" WHERE "channelAccountId" = ${channels.telegram}::uuid) n
    WHERE a.id = n.id RETURNING a.id, a."externalId" AS chat`;
  return new Map(rows.map(({ id, chat }) => [id, chat]));
}

export interface Senders {
  /** Puts the clocks of all of them forward, or back. */
  step(ms: number): void;
  stop(): Promise<void>;
}

/** @param token what they take for their bot's */
export function startSenders(world: SendingWorld, street: Street, { root }: Platform, { count = 3, token = TOKEN } = {}): Senders {
  const about: Omit<SendingProcess, 'processId'> = {
    ...{ databaseUrl: world.database.url, channelAccountId: street.channels.telegram },
    ...{ platform: root, token, now: world.clock.now().toISOString() },
  };
  const children = Array.from({ length: count }, () => startSender({ ...about, processId: randomUUID() }));
  return {
    step(ms) {
      for (const child of children) child.send({ step: ms } satisfies Told);
    },
    async stop() {
      const gone = children.map((child) => (child.exitCode === null && child.signalCode === null ? once(child, 'exit') : null));
      for (const child of children) child.kill('SIGKILL');
      await Promise.all(gone);
    },
  };
}

function startSender(about: SendingProcess): ChildProcess {
  return spawn(process.execPath, [PROCESS, JSON.stringify(about)], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
}

/** As a restart of its server is: everybody is cut off, and for so long nobody gets in again. */
export async function takeAway(url: string, ms: number): Promise<void> {
  const name = new URL(url).pathname.slice(1);
  const elsewhere = new URL(url);
  elsewhere.pathname = '/postgres';
  const admin = new pg.Client({ connectionString: elsewhere.href });
  await admin.connect();
  try {
    await admin.query(`ALTER DATABASE "${name}" ALLOW_CONNECTIONS false`);
    await admin.query('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1', [name]);
    await new Promise((resolve) => setTimeout(resolve, ms));
  } finally {
    await admin.query(`ALTER DATABASE "${name}" ALLOW_CONNECTIONS true`);
    await admin.end();
  }
}
