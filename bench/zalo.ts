/**
 * Zalo's webhook under a steady stream: how long an event waits for its 200. Zalo gives up after two seconds, and after a few of
 * those delivers nothing any more. Each message of ours comes back as three events besides: its echo, received, seen. So a quarter
 * of a usual stream is words of people; measured besides are words alone, each of which is stored and answered, and the same while
 * somebody else writes to the database all the time.
 */
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { signatureOf } from '../src/channel/zalo/signature.ts';
import { startCommand } from '../test/support/start-command.ts';
import type { Server } from './database.ts';
import { quantiles } from './load.ts';
import { startNode } from './processes.ts';
import { round, say, table, target } from './report.ts';
import { openWebhook } from './webhook.ts';

const PER_SECOND = 200;
const SECONDS = 30;
const WARM_UP = 3;
const MOST_MS = 200;
const PEOPLE = 500;
const WRITE_EVERY_MS = 10;
const OA = '388613280878808645';
const keys = { appId: '360846524940903967', oaSecretKey: 'bench-secret-key-of-the-oa' };

interface Stream {
  name: string;
  /** Words of people alone. */
  words: boolean;
  /** Somebody else writes to the database as well. */
  busy: boolean;
}

const streams: readonly Stream[] = [
  { name: 'a quarter words', words: false, busy: false },
  { name: 'words alone', words: true, busy: false },
  { name: 'words alone, the database busy', words: true, busy: true },
];

interface Measured {
  events: number;
  messages: number;
  p50: number;
  p99: number;
}

export async function benchZalo(server: Server): Promise<void> {
  const measured: [string, Measured][] = [];
  for (const stream of streams) measured.push([stream.name, await measure(server, stream)]);
  say(`Zalo: ${PER_SECOND} events a second for ${SECONDS} s, from when each was due to its 200`);
  table([
    ['events', 'taken', 'messages sent', 'p50 ms', 'p99 ms'],
    ...measured.map(([name, { events, messages, p50, p99 }]) => [name, events, messages, round(p50, 1), round(p99, 1)]),
  ]);
  for (const [name, { p99 }] of measured)
    target(`${name}: p99 under ${MOST_MS} ms`, p99 < MOST_MS, 'a slow commit of the disk: an event is stored before it is answered');
}

/** With a service and a database of its own: what one stream leaves to be done is no burden of the next. */
async function measure(server: Server, { words, busy }: Stream): Promise<Measured> {
  const folder = await mkdtemp(join(tmpdir(), 'nhahoc-bench-'));
  const api = await startApi();
  const databaseUrl = await server.database('zalo');
  const service = await startService(folder, databaseUrl, api.root);
  const webhook = openWebhook(`http://127.0.0.1:${service.said}/webhooks/zalo`, (body) => {
    const timestamp = /"timestamp":"(\d+)"/.exec(body)?.[1] ?? '';
    return `X-ZEvent-Signature: mac=${signatureOf(keys, Buffer.from(body), timestamp)}`;
  });
  const writer = busy ? await writeSteadily(databaseUrl) : null;
  try {
    await deliverAll(webhook.deliver, WARM_UP, words);
    const times = await deliverAll(webhook.deliver, SECONDS, words);
    return { events: times.length, messages: api.messages(), ...quantiles(times) };
  } finally {
    webhook.close();
    await writer?.stop();
    await service.stop();
    await api.close();
    await rm(folder, { recursive: true, force: true });
  }
}

/** Some five megabytes a second, each hundred rows with a commit of their own. */
async function writeSteadily(url: string) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query('CREATE TABLE bench_busy (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, filling text NOT NULL)');
  let stopped = false;
  const writing = (async () => {
    while (!stopped) {
      await client.query(`INSERT INTO bench_busy (filling) SELECT repeat(md5(n::text), 16) FROM generate_series(1, 100) AS n`);
      await sleep(WRITE_EVERY_MS);
    }
  })();
  return {
    async stop() {
      stopped = true;
      await writing.finally(() => client.end());
    },
  };
}

/** Takes every message. */
async function startApi() {
  let messages = 0;
  const server = createServer((request, response) => {
    request.resume().on('end', () => {
      messages += 1;
      response.setHeader('content-type', 'application/json');
      response.end(`{"data":{"message_id":"bench${messages}"},"error":0,"message":"Success"}`);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    root: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    messages: () => messages,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

function startService(folder: string, databaseUrl: string, apiRoot: string) {
  const env = {
    ...{ DATA_DIR: folder, DATABASE_URL: databaseUrl, PORT: '0', LOG_LEVEL: 'error' },
    ...{ ZALO_APP_ID: keys.appId, ZALO_APP_SECRET: 'bench-secret-of-the-app', ZALO_OA_ID: OA, ZALO_OA_SECRET_KEY: keys.oaSecretKey },
    ...{ ZALO_ACCESS_TOKEN: 'bench-access-token', ZALO_API_ROOT: apiRoot, ZALO_OAUTH_ROOT: apiRoot },
    ZALO_MESSAGES_PER_MINUTE: 'unlimited',
    ...startCommand.env,
  };
  const main = join(import.meta.dirname, '../src/main.ts');
  return startNode(main, env, /Web chat: on, at http:\/\/[^:]+:(\d+)\//, startCommand.flags);
}

let count = 0;

/** @returns milliseconds from when each event was due to its answer */
async function deliverAll(deliver: (event: object) => Promise<void>, seconds: number, words: boolean): Promise<number[]> {
  const since = performance.now();
  const under: Promise<number>[] = [];
  for (let index = 0; index < PER_SECOND * seconds; index++) {
    const due = (index / PER_SECOND) * 1_000;
    const wait = due - (performance.now() - since);
    if (wait > 0) await sleep(wait);
    under.push(deliver(eventAt(count++, words)).then(() => performance.now() - since - due));
  }
  return Promise.all(under);
}

function eventAt(number: number, words: boolean): object {
  const user = `73100000000${String(number % PEOPLE).padStart(8, '0')}`;
  const base = { app_id: keys.appId, timestamp: String(1_793_494_800_000 + number) };
  const fromOa = { ...base, sender: { id: OA }, recipient: { id: user } };
  switch (words ? 0 : number % 4) {
    case 0:
      return {
        ...base,
        ...{ event_name: 'user_send_text', sender: { id: user }, recipient: { id: OA }, user_id_by_app: user },
        message: { text: (number >> 2) % 2 === 0 ? 'menu' : 'xin chào', msg_id: `m${number}` },
      };
    case 1:
      return { ...fromOa, event_name: 'oa_send_text', message: { text: 'Chào gia đình!', msg_id: `o${number}` } };
    case 2:
      return { ...fromOa, event_name: 'user_received_message', message: { msg_id: `bench${number >> 2}` } };
    default:
      return { ...fromOa, event_name: 'user_seen_message', message: { msg_ids: [`bench${number >> 2}`] } };
  }
}
