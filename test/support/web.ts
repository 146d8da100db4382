/** The web chat as it is served, on a database of its own. */

import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Logger } from 'pino';
import { v7 } from 'uuid';
import { createConsole } from '../../src/console/console.ts';
import type { PrismaClient } from '../../src/db/client.ts';
import type { RawPool } from '../../src/db/raw.ts';
import type { Deps } from '../../src/deps.ts';
import { folderBlobStore } from '../../src/evidence/folder-blob-store.ts';
import { createApp, type Parts } from '../../src/http/app.ts';
import { createLocale } from '../../src/locale/locale.ts';
import { freshDatabase } from './db.ts';
import { type FixedClock, fixedClock, silentLog } from './deps.ts';
import { createEchoConversation, type EchoConversation } from './echo-conversation.ts';

export interface TestWeb {
  url: string;
  prisma: PrismaClient;
  /** To the same database. */
  raw: RawPool;
  clock: FixedClock;
  /** What use cases take, on the same database. */
  deps: Deps;
  conversation: EchoConversation;
  /** Lets go of every connection and listens again on the same port, as a new process would. */
  restart(downFor?: number): Promise<void>;
  stop(): Promise<void>;
}

/** @param options replaced parts of the app */
export async function startWeb(options: Partial<Parts> & { log?: Logger } = {}): Promise<TestWeb> {
  const database = await freshDatabase();
  const folder = await mkdtemp(join(tmpdir(), 'nhahoc-blobs-'));
  const clock = fixedClock();
  const deps = { db: database.prisma, clock, ids: { next: () => v7() }, log: options.log ?? silentLog };
  const conversation = createEchoConversation(deps);
  const { id: webChannelId } = await database.prisma.channelAccount.findFirstOrThrow({ where: { channel: 'web' } });
  const parts: Omit<Parts, 'publicUrl'> = {
    ...deps,
    prisma: database.prisma,
    locale: createLocale(),
    secret: Buffer.alloc(32, 7),
    webChannelId,
    conversation,
    blobs: folderBlobStore(folder),
    ...options,
  };
  let listening = await serve(parts);
  const url = listening.url;
  return {
    url,
    prisma: database.prisma,
    raw: database.raw,
    clock,
    deps,
    conversation,
    async restart(downFor = 0) {
      await listening.close();
      await new Promise((resolve) => setTimeout(resolve, downFor));
      listening = await serve(parts, Number(new URL(url).port));
    },
    async stop() {
      await listening.close();
      await database.drop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** @param port any free one unless given */
export async function serve(parts: Omit<Parts, 'publicUrl'>, port = 0): Promise<{ url: string; close(): Promise<void> }> {
  const stopping = new AbortController();
  const server: Server = createServer();
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const whole = { publicUrl: url, ...parts, stopping: stopping.signal };
  server.on('request', createApp({ console: createConsole(whole), ...whole }));
  return {
    url,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        stopping.abort();
        server.closeAllConnections();
      }),
  };
}

/** As browsers do: a kept connection that the server has closed meanwhile (after refusing a giant body) is opened anew. */
async function fetchAgain(url: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(url, init);
  } catch (error) {
    if ((error as { cause?: { code?: string } }).cause?.code !== 'ECONNRESET') throw error;
    return fetch(url, init);
  }
}

/** A browser as the server sees one: it keeps its cookie and says where it is. */
export class Visitor {
  readonly url: string;
  cookie = '';

  constructor(url: string) {
    this.url = url;
  }

  /** A visitor with a conversation. */
  static async join(url: string): Promise<Visitor> {
    const visitor = new Visitor(url);
    await visitor.post('/chat/session');
    return visitor;
  }

  async get(path: string, headers: Record<string, string> = {}): Promise<Response> {
    return this.keepCookie(await fetch(this.url + path, { headers: { cookie: this.cookie, ...headers } }));
  }

  async post(path: string, body: unknown = {}, headers: Record<string, string> = {}): Promise<Response> {
    const form = body instanceof FormData;
    const response = await fetchAgain(this.url + path, {
      method: 'POST',
      headers: { cookie: this.cookie, 'x-nhahoc': 'vi', ...(form ? {} : { 'content-type': 'application/json' }), ...headers },
      body: form || typeof body === 'string' ? body : JSON.stringify(body),
    });
    return this.keepCookie(response);
  }

  /** Sends one message under a new key. */
  async send(inbound: object, key: string = crypto.randomUUID()): Promise<Response> {
    return this.post('/chat/messages', { key, inbound });
  }

  private keepCookie(response: Response): Response {
    for (const cookie of response.headers.getSetCookie()) this.cookie = cookie.split(';')[0] ?? '';
    return response;
  }
}
