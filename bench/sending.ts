/**
 * Announcements: durable sends a second to a platform without limit, beside queues that do the same job; how much of a limit is used, and
 * how long people wait for answers meanwhile.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startCommand } from '../test/support/start-command.ts';
import type { BotApi } from './bot-api.ts';
import type { Server } from './database.ts';
import { median } from './load.ts';
import { cpuMs, machine, startNode } from './processes.ts';
import { round, say, table, target } from './report.ts';
import { measurePaced } from './sending/paced.ts';
import { openWard, type Ward } from './sending/ward.ts';
import { BOT_ID, startOurs, TOKEN } from './systems.ts';

const RECIPIENTS = Number(process.env.BENCH_RECIPIENTS ?? 10_000);
const AREAS = 20;
const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 5);
const PER_SECOND = 2_000;
const LIMIT = { perSecond: 30, seconds: 40, warmUp: 10, everyMs: 300 };
const USED = 0.98;
const MOST_MS = 1_000;

interface Sending {
  pid: number;
  /** What an officer does before it is sent. */
  prepare(): Promise<void>;
  /**
   * Sends to everybody once, until all of it is written down.
   *
   * @param handed fulfilled once the platform has as many messages: whoever asked the database before that would be measured, too
   * @returns the milliseconds that it took
   */
  send(handed: Promise<void>): Promise<number>;
  stop(): Promise<void>;
}

interface Measured {
  perSecond: number;
  cpuMs: number | null;
  busy: number;
}

const queues = ['pg-boss', 'graphile-worker'] as const;
/** How much of our job they do: all of it, with the same records; who had it, and nobody twice; or just a request for each. */
const shares = { whole: ', the same job', promises: ', promises kept', requests: '' } as const;
const names = ['ours', ...Object.values(shares).flatMap((share) => queues.map((queue) => `${queue}${share}` as const))] as const;
type Name = (typeof names)[number];
type PeerName = Exclude<Name, 'ours'>;

export async function benchSending(around: { server: Server; api: BotApi }): Promise<void> {
  await benchSpeed(around);
  say();
  await benchPaced(around.server);
}

async function benchPaced(server: Server): Promise<void> {
  const { used, refused, people, p50, p99 } = await measurePaced(server, LIMIT);
  say(`A platform that takes ${LIMIT.perSecond} messages in any one second, for ${LIMIT.seconds} s, while people write`);
  table([
    ['of its limit used', 'refused', 'answers', 'p50 ms', 'p99 ms'],
    [`${round(used * 100, 1)}%`, refused, people, round(p50), round(p99)],
  ]);
  target(`at least ${USED * 100}% of the limit used, and nothing refused`, used >= USED && refused === 0, 'a pause of the process');
  target(`p99 of answers under ${MOST_MS} ms`, p99 < MOST_MS);
}

async function benchSpeed(around: { server: Server; api: BotApi }): Promise<void> {
  const systems = new Map<Name, Sending>();
  try {
    for (const name of names) systems.set(name, await (name === 'ours' ? openOurs(around) : openPeer(name, around)));
    const found = new Map<Name, Measured[]>(names.map((name) => [name, []]));
    // Whoever is measured first in one round is last in the next. The first round warms up.
    for (let count = 0; count <= ROUNDS; count++) {
      for (const name of count % 2 === 0 ? names : names.toReversed()) {
        const one = await measure(systems.get(name) as Sending, around.api);
        if (count > 0) found.get(name)?.push(one);
      }
    }
    print(found);
  } finally {
    for (const system of systems.values()) await system.stop();
  }
}

/** Every recipient must be handed over exactly once. */
async function measure(system: Sending, api: BotApi): Promise<Measured> {
  const chats = new Set<number>();
  let handed = 0;
  const { promise: all, resolve: allHanded } = Promise.withResolvers<void>();
  api.onMessage = ({ chat }) => {
    chats.add(chat);
    if (++handed === RECIPIENTS) allHanded();
  };
  await system.prepare();
  const [cpuBefore, before] = [await cpuMs(system.pid), machine()];
  const took = await system.send(all);
  const [cpu, after] = [await cpuMs(system.pid), machine()];
  if (handed !== RECIPIENTS || chats.size !== RECIPIENTS)
    throw new Error(`${handed} messages to ${chats.size} of ${RECIPIENTS} recipients`);
  return {
    perSecond: (RECIPIENTS / took) * 1_000,
    cpuMs: cpu === null || cpuBefore === null ? null : (cpu - cpuBefore) / RECIPIENTS,
    busy: (after.busy - before.busy) / (after.all - before.all),
  };
}

/** The whole service. Its ten minutes are left out; whom it is for is fixed, and written page by page, within what is measured. */
async function openOurs({ server, api }: { server: Server; api: BotApi }): Promise<Sending> {
  const folder = await mkdtemp(join(tmpdir(), 'nhahoc-bench-'));
  const databaseUrl = await server.database('sending');
  const ward = await openWard(databaseUrl, BOT_ID, { households: RECIPIENTS, areas: AREAS });
  const service = await startOurs(folder, databaseUrl, { api });
  let id = '';
  return {
    pid: service.pid,
    async prepare() {
      id = await ward.confirm();
    },
    async send(handed) {
      await ward.begin(id);
      await handed;
      while ((await ward.count(id, 'sent')) < RECIPIENTS) await sleep(20);
      return since(ward, id);
    },
    async stop() {
      await service.stop();
      await ward.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** It looks once a second whether there is something to begin: that is left out. */
async function since(ward: Ward, id: string): Promise<number> {
  return Date.now() - (await ward.startedAt(id)).getTime();
}

function openPeer(name: PeerName, around: { server: Server; api: BotApi }): Promise<Sending> {
  const isWhole = name.endsWith(shares.whole);
  return isWhole ? openWhole(name, around) : openQueue(name, around);
}

/** A ward like ours, of which a queue sends what our own would. */
async function openWhole(name: PeerName, { server, api }: { server: Server; api: BotApi }): Promise<Sending> {
  const databaseUrl = await server.database('queue');
  const ward = await openWard(databaseUrl, BOT_ID, { households: RECIPIENTS, areas: AREAS });
  const peer = await startPeer(name, databaseUrl, api, 'records');
  let id = '';
  return {
    pid: peer.pid,
    async prepare() {
      id = await ward.confirm();
    },
    async send() {
      await ward.begin(id);
      await peer.send();
      return since(ward, id);
    },
    async stop() {
      await peer.stop();
      await ward.close();
    },
  };
}

async function openQueue(name: PeerName, { server, api }: { server: Server; api: BotApi }): Promise<Sending> {
  const peer = await startPeer(name, await server.database('queue'), api, name.endsWith(shares.promises) ? 'promises' : 'nothing');
  return {
    pid: peer.pid,
    prepare: async () => {},
    async send() {
      const from = performance.now();
      await peer.send();
      return performance.now() - from;
    },
    stop: peer.stop,
  };
}

/** A process that sends to everybody each time it is asked. */
async function startPeer(name: PeerName, databaseUrl: string, api: BotApi, keeps: 'records' | 'promises' | 'nothing') {
  const env = {
    ...{ DATABASE_URL: databaseUrl, BOT_TOKEN: TOKEN, API_ROOT: api.root },
    ...{ RECIPIENTS: String(RECIPIENTS), NODE_ENV: 'production', KEEPS: keeps },
  };
  const queue = queues.find((one) => name.startsWith(one));
  // With our records it is our service with another queue: in as much memory.
  const { env: around, flags } = keeps === 'records' ? startCommand : { env: {}, flags: [] };
  const peer = await startNode(join(import.meta.dirname, `peers/${queue}.mjs`), { ...env, ...around }, /listening on (\d+)/, flags);
  return {
    ...peer,
    async send() {
      const answer = await fetch(`http://127.0.0.1:${peer.said}/`, { method: 'POST' });
      if (!answer.ok) throw new Error(`${name} failed`);
    },
  };
}

function print(found: ReadonlyMap<Name, Measured[]>): void {
  const middle = (name: Name, of: (one: Measured) => number | null) =>
    median((found.get(name) ?? []).map(of).filter((value) => value !== null));
  const speed = (name: Name) => middle(name, (one) => one.perSecond);
  say(`Sends, each written down: ${RECIPIENTS} recipients, a platform without limit (median of ${ROUNDS} rounds, in turns)`);
  table([
    ['', 'sends/s', 'CPU ms/send', 'machine busy', 'ours is'],
    ...names.map((name) => [
      name,
      round(speed(name)),
      round(
        middle(name, (one) => one.cpuMs),
        2,
      ),
      `${round(middle(name, (one) => one.busy) * 100)}%`,
      name === 'ours' ? '' : `${round(speed('ours') / speed(name), 2)}x`,
    ]),
  ]);
  target(`at least ${PER_SECOND} a second`, speed('ours') >= PER_SECOND, 'the processors, which the platform and PostgreSQL share');
  for (const queue of queues) {
    const name: Name = `${queue}${shares.whole}`;
    target(`ahead of ${name}`, speed('ours') > speed(name));
  }
}
