/**
 * A send at the speed that Telegram allows, to a platform that counts within every second, wherever it begins: how much of the limit is used, and
 * how long people wait who write meanwhile.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startBotApi } from '../bot-api.ts';
import type { Server } from '../database.ts';
import { quantiles } from '../load.ts';
import { BOT_ID, openHook, startOurs } from '../systems.ts';
import { openWard } from './ward.ts';

const FIRST_STRANGER = 3_000_000_001;

export interface Paced {
  /** Share of what the platform would have taken. */
  used: number;
  refused: number;
  people: number;
  p50: number;
  p99: number;
}

export interface PacedOptions {
  perSecond: number;
  seconds: number;
  warmUp: number;
  /** Milliseconds between two people who write. */
  everyMs: number;
}

export async function measurePaced(server: Server, { perSecond, seconds, warmUp, everyMs }: PacedOptions): Promise<Paced> {
  const folder = await mkdtemp(join(tmpdir(), 'nhahoc-bench-'));
  const api = await startBotApi(perSecond);
  const databaseUrl = await server.database('paced');
  const ward = await openWard(databaseUrl, BOT_ID, { households: perSecond * (seconds + warmUp + 10), areas: 20 });
  const service = await startOurs(folder, databaseUrl, { api }, String(perSecond));
  const hook = openHook(service.address);
  const asked = new Map<number, number>();
  const waits: number[] = [];
  let taken = 0;
  let first = Number.POSITIVE_INFINITY;
  api.onMessage = ({ chat, at }) => {
    taken++;
    first = Math.min(first, at);
    const since = asked.get(chat);
    if (since === undefined) return;
    asked.delete(chat);
    waits.push(at - since);
  };
  let over = false;
  try {
    await ward.begin(await ward.confirm());
    while (first === Number.POSITIVE_INFINITY) await sleep(10);
    const writing = writeSteadily();
    await sleep(first + warmUp * 1_000 - performance.now());
    const [before, since] = [taken, performance.now()];
    waits.length = 0;
    await sleep(seconds * 1_000);
    const used = (taken - before) / ((performance.now() - since) / 1_000) / perSecond;
    over = true;
    await writing;
    return { used, refused: api.refused(), people: waits.length, ...quantiles(waits) };
  } finally {
    over = true;
    hook.close();
    await service.stop();
    await ward.close();
    await api.close();
    await rm(folder, { recursive: true, force: true });
  }

  /** Everybody once, so that nobody waits because they were answered just now. */
  async function writeSteadily(): Promise<void> {
    for (let count = 0; !over; count++) {
      const id = FIRST_STRANGER + count;
      asked.set(id, performance.now());
      const from = { id, is_bot: false, first_name: 'Sen' };
      const message = { message_id: 1, date: Math.floor(Date.now() / 1_000), chat: { id, type: 'private' }, from, text: '/start' };
      await hook.deliver({ update_id: 9_000_000 + count, message });
      await sleep(everyMs);
    }
  }
}
