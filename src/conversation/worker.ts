/**
 * Works off what waits in the Inbox: one update of a chat after another, several chats at once. Woken in this
 * process when something arrives; a sweep finds what another process, or an earlier life of this one, left behind.
 */
import type { Logger } from 'pino';
import { isStoreTrouble } from '../db/store-trouble.ts';
import type { Chat } from './turn-store.ts';

export interface WorkerParts {
  log: Logger;
  /** Works off everything a chat has waiting. */
  drain(chat: Chat): Promise<void>;
  /** Chats with something waiting. */
  waiting(limit: number): Promise<Chat[]>;
  /** Chats worked on at once. */
  concurrency: number;
  /** Milliseconds between two sweeps. */
  sweepEvery: number;
}

export interface Worker {
  /** A chat has something new. */
  wake(chat: Chat): void;
  start(): Promise<void>;
  /** Takes nothing new and waits for the turns in hand. */
  stop(): Promise<void>;
  /** Resolves when nothing waits any more. */
  idle(): Promise<void>;
}

const SWEEP_LIMIT = 200;

export function createWorker(parts: WorkerParts): Worker {
  const queue = new Map<string, Chat>();
  const running = new Map<string, Promise<void>>();
  let timer: NodeJS.Timeout | undefined;
  let sweeping: Promise<void> | undefined;
  /** The last look found as many as it takes at once, and nothing has failed since: there may be more to do now. */
  let more = false;
  let stopped = false;

  function wake(chat: Chat): void {
    if (stopped) return;
    queue.set(keyOf(chat), chat);
    fill();
  }

  /** A chat that is being worked on stays in the queue: what just arrived may have come too late for that round. */
  function fill(): void {
    for (const [key, chat] of queue) {
      if (running.size >= parts.concurrency) return;
      if (running.has(key)) continue;
      queue.delete(key);
      const round = work(chat).finally(() => {
        running.delete(key);
        if (stopped) return;
        fill();
        if (more && queue.size === 0) void sweepOnce();
      });
      running.set(key, round);
    }
  }

  async function work(chat: Chat): Promise<void> {
    try {
      await parts.drain(chat);
    } catch (error) {
      // The update is still there; the sweep comes back to it, at its time: what just failed would only fail again.
      more = false;
      parts.log.error({ err: error, storeTrouble: isStoreTrouble(error) }, 'A conversation could not be worked on');
    }
  }

  async function sweep(): Promise<void> {
    more = false;
    try {
      const chats = await parts.waiting(SWEEP_LIMIT);
      more = chats.length === SWEEP_LIMIT;
      for (const chat of chats) wake(chat);
    } catch (error) {
      parts.log.error({ err: error }, 'Looking for waiting messages failed');
    }
  }

  function sweepOnce(): Promise<void> {
    sweeping ??= sweep().finally(() => {
      sweeping = undefined;
    });
    return sweeping;
  }

  async function settle(): Promise<void> {
    while (running.size > 0) await Promise.all(running.values());
  }

  return {
    wake,
    async start() {
      await sweepOnce();
      timer = setInterval(sweepOnce, parts.sweepEvery);
      timer.unref();
    },
    async stop() {
      stopped = true;
      clearInterval(timer);
      await sweeping;
      await settle();
    },
    async idle() {
      do {
        await sweepOnce();
        await settle();
      } while (!stopped && (queue.size > 0 || (await parts.waiting(1)).length > 0));
    },
  };
}

function keyOf({ channelAccountId, chatKey }: Chat): string {
  return `${channelAccountId} ${chatKey}`;
}
