/** The only path a message travels: Inbox → turn → ledger. */
import type { Logger } from 'pino';
import type { Update } from '../channel/channel.ts';
import type { PrismaClient } from '../db/client.ts';
import type { RawPool } from '../db/raw.ts';
import { isStoreTrouble } from '../db/store-trouble.ts';
import type { Clock, Ids } from '../deps.ts';
import type { World } from '../flow/engine.ts';
import { emptySession } from '../flow/session.ts';
import type { Locale } from '../locale/locale.ts';
import type { ActServices, Acts, GroupActs } from './acts/act.ts';
import { acts as everyAct, groupActs } from './acts/registry.ts';
import { isSilent } from './contact.ts';
import { type Line, linesOf } from './lines.ts';
import { apology } from './localise.ts';
import { createReceipts, type ReceiptCounts } from './mark-arrived.ts';
import { markHanded } from './mark-handed.ts';
import type { Notices } from './notices.ts';
import { accept } from './receive.ts';
import { createUpdateStore } from './store-updates.ts';
import { doubtsSession, type TroubleCode, troubleCode } from './trouble.ts';
import { turn, turnsTogether } from './turn.ts';
import { type Chat, createTurnStore, type Done, TurnFailed } from './turn-store.ts';
import { createWake } from './wake.ts';
import { createWorker, type Round } from './worker.ts';

export interface ConversationParts {
  prisma: PrismaClient;
  /** To the same database. */
  raw: RawPool;
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
  /** A turn was committed, and there may be something to send: new, or held until now. */
  onCommitted?(turn: { accountId: string; channelAccountId: string }): void;
  /** An update was stored whose files are still at the platform. */
  onFiles?(): void;
}

export interface Conversation {
  /** Stores an update and has its turn taken soon. A second one with the same key changes nothing. */
  receive(update: Update): Promise<'stored' | 'duplicate'>;
  /** Lines numbered above `after`, oldest first. */
  linesOf(accountId: string, after: number, editedSince?: Date): Promise<Line[]>;
  /** Calls back when an account may have new lines. Returns the way to stop it. */
  onLines(accountId: string, callback: () => void): () => void;
  /** The web page has been handed everything up to `seq`. */
  markHanded(accountId: string, seq: number): Promise<void>;
  /**
   * The platform says that a message has arrived; it may know sooner than the ledger that it was sent at all. Rejects when the
   * database is away, and the platform should say it again.
   */
  arrived(channelAccountId: string, providerId: string): Promise<void>;
  /** Since the start. */
  receipts(): ReceiptCounts;
  /** An update of this chat is ready for its turn. */
  wake(chat: Chat): void;
  start(): Promise<void>;
  /** Waits for the turns in hand; what is left over is taken by the next start. */
  stop(): Promise<void>;
  /** Resolves when nothing waits any more. */
  idle(): Promise<void>;
}

/** So many failures set an update aside; but nobody is left unerased. */
const MAX_ATTEMPTS = 3;
/** Milliseconds between two tries to erase somebody: longer each time, up to the most. */
const FIRST_PAUSE = 5_000;
const LONGEST_PAUSE = 60 * 60 * 1000;
const NOT_ERASED =
  'Somebody took back their consent at the platform, and could not be erased: it is tried again until it is done; mend what the error names, or tell us';

function pauseAfter(attempts: number): number {
  return Math.min(FIRST_PAUSE * 2 ** Math.max(attempts - 1, 0), LONGEST_PAUSE);
}

export function createConversation(parts: ConversationParts): Conversation {
  const { prisma, raw, clock, ids, log, locale } = parts;
  const updates = createUpdateStore({ raw });
  const receipts = createReceipts({ raw, clock });
  const store = createTurnStore({ prisma, raw, clock, ids });
  const turnParts = { ...parts, acts: { ...everyAct, ...parts.acts }, groupActs: groupActsBut(Object.keys(parts.acts ?? {})) };
  const wake = createWake(parts.notices);

  /** One that fails fails for all: then each is taken alone, and only the one that cannot work is counted. */
  async function together(chats: readonly Chat[]): Promise<Round> {
    try {
      const { done, aside } = await store.takeTogether(chats, (db, claimed) => turnsTogether(turnParts, db, claimed));
      tell(done);
      return { more: done.filter(({ more }) => more), aside };
    } catch (error) {
      if (isStoreTrouble(error)) throw error;
      return { more: [], aside: chats };
    }
  }

  async function alone(chat: Chat): Promise<boolean> {
    try {
      const { done } = await store.takeAlone(chat, (db, claimed) => turn(turnParts, db, claimed));
      tell(done);
      return done.some(({ more }) => more);
    } catch (error) {
      if (!(error instanceof TurnFailed) || isStoreTrouble(error)) throw error;
      await afterFailure(chat, error);
      return true;
    }
  }

  async function afterFailure(chat: Chat, { updateId, type, cause }: TurnFailed): Promise<void> {
    const code = troubleCode(cause);
    const attempts = await store.countFailure(updateId, code);
    const about = { err: cause, trouble: code, update: updateId, attempts };
    if (type === 'withdraw') {
      log.error(about, NOT_ERASED);
      await store.putOff(updateId, pauseAfter(attempts));
      return;
    }
    log.error(about, 'A turn failed');
    if (attempts >= MAX_ATTEMPTS) await park(chat, updateId, code);
  }

  /** Sets an update aside and apologises, so that the next message of the chat can work. */
  async function park(chat: Chat, updateId: string, code: TroubleCode): Promise<void> {
    const { done } = await store.takeAlone(chat, async (_db, claimed) => {
      if (claimed.updateId !== updateId) return null;
      const { language } = claimed.account;
      const session = doubtsSession(code) ? emptySession(language) : claimed.session;
      // Nobody waits for an answer to what nobody said.
      const isWaitedFor = claimed.inbound !== null && !isSilent(claimed.inbound);
      return { session, replies: isWaitedFor ? [apology(locale, language)] : [], parked: code };
    });
    tell(done);
  }

  function tell(done: readonly Done[]): void {
    for (const { channel, accountId, channelAccountId, said, released } of done) {
      if (!said && !released) continue;
      // Only our own page waits for lines; elsewhere the sender has them.
      if (channel === 'web') wake.tell(accountId);
      parts.onCommitted?.({ accountId, channelAccountId });
    }
  }

  const worker = createWorker({
    log,
    together,
    alone,
    waiting: store.waiting,
    concurrency: parts.concurrency ?? 8,
    sweepEvery: parts.sweepEvery ?? 5_000,
  });

  return {
    async receive(update) {
      const isNew = await updates.store(accept({ clock, ids }, update));
      if (!isNew) return 'duplicate';
      if (update.inbound.type === 'files') parts.onFiles?.();
      else worker.wake({ channelAccountId: update.channelAccountId, chatKey: update.chatKey });
      return 'stored';
    },
    linesOf: (accountId, after, editedSince) => linesOf({ db: raw, clock }, accountId, after, editedSince),
    onLines: wake.on,
    markHanded: (accountId, seq) => markHanded({ db: raw, clock }, accountId, seq),
    arrived: receipts.arrived,
    receipts: receipts.counts,
    wake: worker.wake,
    start: worker.start,
    async stop() {
      receipts.stop();
      await worker.stop();
    },
    idle: worker.idle,
  };
}

/** What was replaced for one is not done in its old way for many. */
function groupActsBut(names: readonly string[]): GroupActs {
  return Object.fromEntries(Object.entries(groupActs).filter(([name]) => !names.includes(name)));
}
