/**
 * Zalo's webhook under a steady stream: how long an event waits for its 200. Zalo gives up after two seconds, and after a few of
 * those delivers nothing any more. Each message of ours comes back as three events besides: its echo, received, seen.
 */
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
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
const OA = '388613280878808645';
const keys = { appId: '360846524940903967', oaSecretKey: 'bench-secret-key-of-the-oa' };

export async function benchZalo(server: Server): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'nhahoc-bench-'));
  const api = await startApi();
  const service = await startService(folder, await server.database('zalo'), api.root);
  const webhook = openWebhook(`http://127.0.0.1:${service.said}/webhooks/zalo`, (body) => {
    const timestamp = /"timestamp":"(\d+)"/.exec(body)?.[1] ?? '';
    return `X-ZEvent-Signature: mac=${signatureOf(keys, Buffer.from(body), timestamp)}`;
  });
  try {
    await stream(webhook.deliver, WARM_UP);
    const times = await stream(webhook.deliver, SECONDS);
    const { p50, p99 } = quantiles(times);
    say(`Zalo: ${PER_SECOND} events a second for ${SECONDS} s, a quarter of them words of people, from when each was due to its 200`);
    table([
      ['events', 'messages sent', 'p50 ms', 'p99 ms'],
      [times.length, api.messages(), round(p50, 1), round(p99, 1)],
    ]);
    target(`p99 under ${MOST_MS} ms`, p99 < MOST_MS, 'a slow commit of the disk: an event is stored before it is answered');
  } finally {
    webhook.close();
    await service.stop();
    await api.close();
    await rm(folder, { recursive: true, force: true });
  }
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
async function stream(deliver: (event: object) => Promise<void>, seconds: number): Promise<number[]> {
  const since = performance.now();
  const under: Promise<number>[] = [];
  for (let index = 0; index < PER_SECOND * seconds; index++) {
    const due = (index / PER_SECOND) * 1_000;
    const wait = due - (performance.now() - since);
    if (wait > 0) await sleep(wait);
    under.push(deliver(eventAt(count++)).then(() => performance.now() - since - due));
  }
  return Promise.all(under);
}

function eventAt(number: number): object {
  const user = `73100000000${String(number % PEOPLE).padStart(8, '0')}`;
  const base = { app_id: keys.appId, timestamp: String(1_793_494_800_000 + number) };
  const fromOa = { ...base, sender: { id: OA }, recipient: { id: user } };
  switch (number % 4) {
    case 0:
      return {
        ...base,
        ...{ event_name: 'user_send_text', sender: { id: user }, recipient: { id: OA }, user_id_by_app: user },
        message: { text: number % 8 === 0 ? 'menu' : 'xin chào', msg_id: `m${number}` },
      };
    case 1:
      return { ...fromOa, event_name: 'oa_send_text', message: { text: 'Chào gia đình!', msg_id: `o${number}` } };
    case 2:
      return { ...fromOa, event_name: 'user_received_message', message: { msg_id: `bench${number >> 2}` } };
    default:
      return { ...fromOa, event_name: 'user_seen_message', message: { msg_ids: [`bench${number >> 2}`] } };
  }
}
