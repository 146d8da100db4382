/**
 * Works off what waits in the Inbox: one update of a chat after another, many chats at once. Woken in this process when
 * something arrives; a sweep finds what another process, or an earlier life of this one, left behind.
 */
import type { Logger } from 'pino';
import { isStoreTrouble } from '../db/store-trouble.ts';
import { type Chat, keyOf } from './turn-store.ts';

export interface WorkerParts {
  log: Logger;
  /** Takes the next update of each of these chats, all in one transaction. */
  together(chats: readonly Chat[]): Promise<Round>;
  /** Takes the next update of a chat in a transaction of its own. True: something may wait behind it. */
  alone(chat: Chat): Promise<boolean>;
  /** Chats with something waiting. */
  waiting(limit: number): Promise<Chat[]>;
  /** Chats worked on by themselves at once. */
  concurrency: number;
  /** Milliseconds between two sweeps. */
  sweepEvery: number;
}

export interface Round {
  /** Something waits behind what was taken. */
  more: readonly Chat[];
  /** Not taken: to be taken alone. */
  aside: readonly Chat[];
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
/** Chats of one transaction. One after another: two at once would split those that wait, and together take longer. */
const TOGETHER = 32;

export function createWorker(parts: WorkerParts): Worker {
  const queue = new Map<string, Chat>();
  const queueAlone = new Map<string, Chat>();
  /** Chats that somebody is working on. */
  const taken = new Set<string>();
  const running = new Set<Promise<void>>();
  let together = false;
  let singles = 0;
  let timer: NodeJS.Timeout | undefined;
  let sweeping: Promise<void> | undefined;
  /** What arrives in one go begins in one round. */
  let filling: NodeJS.Immediate | undefined;
  /** The last look found as many as it takes at once, and nothing has failed since: there may be more to do now. */
  let more = false;
  let stopped = false;

  /** A chat that waits to be taken alone is looked at again behind that turn. */
  function wake(chat: Chat): void {
    const key = keyOf(chat);
    if (stopped || queueAlone.has(key)) return;
    queue.set(key, chat);
    filling ??= setImmediate(fill);
  }

  function fill(): void {
    clearImmediate(filling);
    filling = undefined;
    if (stopped) return;
    // Also somebody who has nobody to share with: most turns ask for nothing that cannot be done so, and cost less.
    const chats = together ? [] : pick(queue, TOGETHER);
    if (chats.length > 0) {
      together = true;
      run(chats, parts.together(chats), () => {
        together = false;
      });
    }
    while (singles < parts.concurrency) {
      const [chat] = pick(queueAlone, 1);
      if (!chat) return;
      runAlone(chat);
    }
  }

  function runAlone(chat: Chat): void {
    singles += 1;
    run([chat], takeAlone(chat), () => {
      singles -= 1;
    });
  }

  /** A chat that is being worked on stays in the queue: what just arrived may have come too late for that round. */
  function pick(from: Map<string, Chat>, limit: number): Chat[] {
    const picked: Chat[] = [];
    for (const [key, chat] of from) {
      if (picked.length === limit) break;
      if (taken.has(key)) continue;
      from.delete(key);
      taken.add(key);
      picked.push(chat);
    }
    return picked;
  }

  function run(chats: readonly Chat[], work: Promise<Round>, ended: () => void): void {
    const round = work
      .catch((error): Round => {
        // The updates are still there; the sweep comes back to them, at its time: what just failed would only fail again.
        more = false;
        parts.log.error({ err: error, storeTrouble: isStoreTrouble(error) }, 'A conversation could not be worked on');
        return { more: [], aside: [] };
      })
      .then((left) => {
        running.delete(round);
        ended();
        for (const chat of chats) taken.delete(keyOf(chat));
        // What a round has begun with is in hand.
        if (stopped) return left.aside.forEach(runAlone);
        for (const chat of left.aside) queueAlone.set(keyOf(chat), chat);
        for (const chat of left.more) queue.set(keyOf(chat), chat);
        fill();
        if (more && queue.size === 0) void sweepOnce();
      });
    running.add(round);
  }

  async function takeAlone(chat: Chat): Promise<Round> {
    return { more: (await parts.alone(chat)) ? [chat] : [], aside: [] };
  }

  /** Returns whether anything waits. */
  async function look(): Promise<boolean> {
    more = false;
    const chats = await parts.waiting(SWEEP_LIMIT);
    more = chats.length === SWEEP_LIMIT;
    // Whoever works on a chat looks behind its update by itself.
    for (const chat of chats) if (!taken.has(keyOf(chat))) wake(chat);
    fill();
    return chats.length > 0;
  }

  async function sweep(): Promise<void> {
    try {
      await look();
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
    fill();
    while (running.size > 0) await Promise.all(running);
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
      do await settle();
      while (!stopped && (queue.size > 0 || queueAlone.size > 0 || (await look())));
    },
  };
}
