import { describe, expect, it } from 'vitest';
import type { Chat } from '../../src/conversation/turn-store.ts';
import { createWorker, type Round } from '../../src/conversation/worker.ts';
import { silentLog } from '../support/deps.ts';

/** Chats that wait until they are drained. */
function backlog(count: number) {
  const left = new Map<string, Chat>();
  for (let index = 0; index < count; index++) left.set(`chat-${index}`, { channelAccountId: 'web', chatKey: `chat-${index}` });
  return {
    left,
    waiting: async (limit: number) => [...left.values()].slice(0, limit),
    alone: async ({ chatKey }: Chat) => {
      await Promise.resolve();
      left.delete(chatKey);
      return false;
    },
    together: async (chats: readonly Chat[]): Promise<Round> => {
      await Promise.resolve();
      for (const { chatKey } of chats) left.delete(chatKey);
      return { more: [], aside: [] };
    },
  };
}

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 5));
}

describe('the worker', () => {
  it('works off a long backlog without waiting for its next look', async () => {
    const { left, ...work } = backlog(1_000);
    const worker = createWorker({ log: silentLog, ...work, concurrency: 8, sweepEvery: 3_600_000 });
    await worker.start();
    await until(() => left.size === 0);
    await worker.stop();
  });

  it('leaves a long backlog that fails to its next look', async () => {
    const { left, waiting } = backlog(1_000);
    let tries = 0;
    const together = async (chats: readonly Chat[]) => {
      tries += chats.length;
      throw new Error('disk full');
    };
    const alone = (chat: Chat) => together([chat]);
    const worker = createWorker({ log: silentLog, waiting, together, alone, concurrency: 8, sweepEvery: 3_600_000 });
    await worker.start();
    await until(() => tries >= 200);
    await new Promise((resolve) => setTimeout(resolve, 50));
    await worker.stop();
    expect({ tries, left: left.size }).toEqual({ tries: 200, left: 1_000 });
  });

  it('has one at a time at a chat, and goes back to it for what came meanwhile', async () => {
    let [now, most, rounds] = [0, 0, 0];
    const together = async () => {
      now += 1;
      rounds += 1;
      most = Math.max(most, now);
      await new Promise((resolve) => setTimeout(resolve, 10));
      now -= 1;
      return { more: [], aside: [] };
    };
    const alone = async () => false;
    const worker = createWorker({ log: silentLog, waiting: async () => [], together, alone, concurrency: 8, sweepEvery: 3_600_000 });
    const wake = () => worker.wake({ channelAccountId: 'web', chatKey: 'one' });
    for (let time = 0; time < 5; time++) wake();
    await until(() => now === 1);
    for (let time = 0; time < 5; time++) wake();
    await worker.idle();
    expect({ most, rounds }).toEqual({ most: 1, rounds: 2 });
    await worker.stop();
  });

  it('takes those alone that could not be taken with others', async () => {
    const seen: string[] = [];
    const alone = async ({ chatKey }: Chat) => {
      seen.push(chatKey);
      return false;
    };
    const together = async (chats: readonly Chat[]): Promise<Round> => ({ more: [], aside: chats.slice(1) });
    const worker = createWorker({ log: silentLog, waiting: async () => [], together, alone, concurrency: 2, sweepEvery: 3_600_000 });
    for (const chatKey of ['one', 'two', 'three']) worker.wake({ channelAccountId: 'web', chatKey });
    await worker.idle();
    expect(seen.toSorted()).toEqual(['three', 'two']);
    await worker.stop();
  });

  it('looks again later when the database was away', async () => {
    const { left, waiting, ...work } = backlog(3);
    let away = 2;
    const shaky = async (limit: number) => {
      if (away-- > 0) throw new Error('away');
      return waiting(limit);
    };
    const worker = createWorker({ log: silentLog, waiting: shaky, ...work, concurrency: 2, sweepEvery: 10 });
    await worker.start();
    await until(() => left.size === 0);
    await worker.stop();
  });

  it('takes nothing new once it stops', async () => {
    const { left, ...work } = backlog(1);
    const worker = createWorker({ log: silentLog, ...work, concurrency: 2, sweepEvery: 10 });
    await worker.stop();
    worker.wake({ channelAccountId: 'web', chatKey: 'chat-0' });
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(left.size).toBe(1);
  });
});
