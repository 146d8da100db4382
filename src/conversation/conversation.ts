/** The only path a message travels: Inbox → turn → ledger. */
import type { Logger } from 'pino';
import type { Update } from '../channel/channel.ts';
import type { PrismaClient } from '../db/client.ts';
import { isStoreTrouble } from '../db/store-trouble.ts';
import type { Clock, Deps, Ids } from '../deps.ts';
import type { World } from '../flow/engine.ts';
import type { Locale } from '../locale/locale.ts';
import type { ActServices, Acts } from './acts/act.ts';
import { acts as everyAct } from './acts/registry.ts';
import { type Line, linesOf } from './lines.ts';
import { apology } from './localise.ts';
import { markHanded } from './mark-handed.ts';
import type { Notices } from './notices.ts';
import { receive } from './receive.ts';
import { doubtsSession, troubleCode } from './trouble.ts';
import { turn } from './turn.ts';
import { type Chat, createTurnStore, TurnFailed } from './turn-store.ts';
import { createWake } from './wake.ts';
import { createWorker } from './worker.ts';

export interface ConversationParts {
  prisma: PrismaClient;
  clock: Clock;
  ids: Ids;
  log: Logger;
  locale: Locale;
  /** The dialogs: see load-dialogs.ts. */
  world: World;
  services: ActServices;
  /** Replaces what acts do; for tests of failure. */
  acts?: Partial<Acts>;
  /** Conversations worked on at once. */
  concurrency?: number;
  /** Milliseconds between two looks for what was left behind. */
  sweepEvery?: number;
  /** News to and from other processes; absent: this is the only one. */
  notices?: Pick<Notices, 'tell' | 'on'>;
  /** A turn was committed: there may be something to send. */
  onCommitted?(turn: { accountId: string; channelAccountId: string }): void;
  /** An update was stored whose files are still at the platform. */
  onFiles?(): void;
}

export interface Conversation {
  /** Stores an update and has its turn taken soon. A second one with the same key changes nothing. */
  receive(update: Update): Promise<'stored' | 'duplicate'>;
  /** Lines numbered above `after`, oldest first. */
  linesOf(accountId: string, after: number): Promise<Line[]>;
  /** Calls back when an account may have new lines. Returns the way to stop it. */
  onLines(accountId: string, callback: () => void): () => void;
  /** The web page has been handed everything up to `seq`. */
  markHanded(accountId: string, seq: number): Promise<void>;
  /** An update of this chat is ready for its turn. */
  wake(chat: Chat): void;
  start(): Promise<void>;
  /** Waits for the turns in hand; what is left over is taken by the next start. */
  stop(): Promise<void>;
  /** Resolves when nothing waits any more. */
  idle(): Promise<void>;
}

/** So many failures set an update aside. */
const MAX_ATTEMPTS = 3;

export function createConversation(parts: ConversationParts): Conversation {
  const { prisma, clock, ids, log, locale } = parts;
  const deps: Deps = { db: prisma, clock, ids, log };
  const store = createTurnStore({ prisma, clock, ids });
  const turnParts = { ...parts, acts: { ...everyAct, ...parts.acts } };
  const wake = createWake(parts.notices);

  async function drain(chat: Chat): Promise<void> {
    for (;;) {
      const done = await takeTurn(chat);
      if (!done) return;
      if (!done.accountId) continue;
      wake.tell(done.accountId);
      parts.onCommitted?.({ accountId: done.accountId, channelAccountId: chat.channelAccountId });
    }
  }

  async function takeTurn(chat: Chat): Promise<{ accountId?: string } | null> {
    try {
      return await store.next(chat, (claimed) => turn(turnParts, claimed));
    } catch (error) {
      if (!(error instanceof TurnFailed) || isStoreTrouble(error)) throw error;
      return afterFailure(chat, error);
    }
  }

  async function afterFailure(chat: Chat, { updateId, cause }: TurnFailed): Promise<{ accountId?: string }> {
    const code = troubleCode(cause);
    const attempts = await store.countFailure(updateId, code);
    log.error({ err: cause, trouble: code, update: updateId, attempts }, 'A turn failed');
    if (attempts < MAX_ATTEMPTS) return {};
    const parking = { code, resetSession: doubtsSession(code), apology: (lang: string) => apology(locale, lang) };
    return (await store.park(chat, updateId, parking)) ?? {};
  }

  const worker = createWorker({
    log,
    drain,
    waiting: store.waiting,
    concurrency: parts.concurrency ?? 8,
    sweepEvery: parts.sweepEvery ?? 5_000,
  });

  return {
    async receive(update) {
      const received = await receive(deps, update);
      if (received === 'duplicate') return received;
      if (update.inbound.type === 'files') parts.onFiles?.();
      else worker.wake({ channelAccountId: update.channelAccountId, chatKey: update.chatKey });
      return received;
    },
    linesOf: (accountId, after) => linesOf(deps, accountId, after),
    onLines: wake.on,
    markHanded: (accountId, seq) => markHanded(deps, accountId, seq),
    wake: worker.wake,
    start: worker.start,
    stop: worker.stop,
    idle: worker.idle,
  };
}
