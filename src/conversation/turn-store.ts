/**
 * Where turns are kept: everything that turns need from the database and everything they leave there, in one
 * transaction. Narrow on purpose: the statements (turn-sql.ts) can change without the turn noticing.
 */
import type { ChannelKind, Inbound, Outbound } from '../channel/channel.ts';
import type { Db, PrismaClient } from '../db/client.ts';
import type { RawDb, RawPool } from '../db/raw.ts';
import type { Clock, Ids } from '../deps.ts';
import { emptySession, type Session } from '../flow/session.ts';
import { isContact } from './contact.ts';
import { releaseHeld, releaseWaiting } from './release-held.ts';
import { claimSql, keepSql, openSql, waitingSql } from './turn-sql.ts';

export interface Chat {
  channelAccountId: string;
  chatKey: string;
}

/** An update that is being worked on, under the locks of its row and its conversation. */
export interface Claimed {
  updateId: string;
  /** Null: what it said is not kept any more; there is nothing to answer. */
  inbound: Inbound | null;
  /** When it happened, which may be long before now, and before what was taken already. */
  at: Date;
  account: {
    id: string;
    channelAccountId: string;
    channel: ChannelKind;
    language: string;
    /** Until then an officer is taken to be writing in this chat; in the past: the person was not heard since. */
    humanUntil: Date | null;
    /** When the person last ended that. */
    humanEndedAt: Date | null;
    /** Since then nothing can be sent to them, as far as we know. */
    blockedAt: Date | null;
  };
  session: Session;
  /** Something else was said to the person since a question that must be the last thing said to be answered in words. */
  overtaken: boolean;
}

/** What a turn leaves behind. */
export interface Outcome {
  session: Session;
  replies: Outbound[];
  /** What is not on its way by then is not worth sending any more. */
  expiresAt?: Date;
  /** Absent: as they were. */
  humanUntil?: Date | null;
  humanEndedAt?: Date;
  /** The person spoke to somebody else: what we answered them long ago still waits. */
  unheard?: boolean;
  /** The person asked to be forgotten: the words that asked for it are not kept either. */
  forgotten?: boolean;
  /** The update is set aside under this problem code, so that the next one can work. */
  parked?: string;
}

/** A turn that was rolled back whole; `cause` says why. */
export class TurnFailed extends Error {
  readonly updateId: string;
  /** What it was that could not be done; null: what it said is not kept any more. */
  readonly type: Inbound['type'] | null;

  constructor({ id, body }: { id: string; body: Inbound | null }, cause: unknown) {
    super('A turn failed', { cause });
    this.name = 'TurnFailed';
    this.updateId = id;
    this.type = body?.type ?? null;
  }
}

/** A turn that was committed. */
export interface Done extends Chat {
  channel: ChannelKind;
  accountId: string;
  /** There are new messages. */
  said: boolean;
  /** What was held for the person may go now. */
  released: boolean;
  /** Something waits behind it in the same chat. */
  more: boolean;
}

export interface Taken {
  done: Done[];
  /** Claimed, but the turns said that they are not to be taken together with others. */
  aside: Chat[];
}

export interface TurnStore {
  /**
   * Claims the oldest waiting update of each of these chats, hands them to `turns` and keeps what comes back; all or
   * nothing. For a null the update stays as it was.
   */
  takeTogether(
    chats: readonly Chat[],
    turns: (db: RawDb, claimed: readonly Claimed[]) => Promise<readonly (Outcome | null)[]>,
  ): Promise<Taken>;
  /** The same for one chat, whose turn may need anything of the database. @throws TurnFailed once it was claimed */
  takeAlone(chat: Chat, turn: (db: Db, claimed: Claimed) => Promise<Outcome | null>): Promise<Taken>;
  /** Counts a failed attempt; returns how many there were. */
  countFailure(updateId: string, code: string): Promise<number>;
  /** An update is not looked at for so long, nor what came after it in the same chat. */
  putOff(updateId: string, ms: number): Promise<void>;
  /** Chats with something waiting, the longest waiting first. */
  waiting(limit: number): Promise<Chat[]>;
}

interface ClaimedRow extends Chat {
  /** Of the update. */
  id: string;
  body: Inbound | null;
  saidAt: Date;
  channel: ChannelKind;
  accountId: string;
  language: string;
  humanUntil: Date | null;
  humanEndedAt: Date | null;
  blockedAt: Date | null;
  session: Session;
  lastSeq: number;
  more: boolean;
  holds: boolean;
  overtaken: boolean;
}

const TRANSACTION = { maxWait: 10_000, timeout: 30_000 };
const LOCK_MS = 500;

interface TurnStoreParts {
  prisma: PrismaClient;
  raw: RawPool;
  clock: Clock;
  ids: Ids;
}

export function createTurnStore({ prisma, raw, clock, ids }: TurnStoreParts): TurnStore {
  function takeTogether(chats: readonly Chat[], turns: Parameters<TurnStore['takeTogether']>[1]): Promise<Taken> {
    return raw.transaction(async (db) => {
      // The others of the round do not wait for somebody who holds up one of them: that one is taken alone.
      void db.$executeRawUnsafe(`SET LOCAL lock_timeout = ${LOCK_MS}`);
      const rows = await claim(db, chats);
      // The end of the transaction waits for what is written.
      return (await keep(db, rows, await turns(db, rows.map(claimedFrom)))).taken;
    });
  }

  async function takeAlone(chat: Chat, turn: Parameters<TurnStore['takeAlone']>[1]): Promise<Taken> {
    let claimed: ClaimedRow | undefined;
    try {
      return await prisma.$transaction(async (db) => {
        const [row] = await claim(db, [chat]);
        if (!row) return { done: [], aside: [] };
        claimed = row;
        const { taken, written } = await keep(db, [row], [await turn(db, claimedFrom(row))]);
        await written;
        return taken;
      }, TRANSACTION);
    } catch (error) {
      throw claimed === undefined ? error : new TurnFailed(claimed, error);
    }
  }

  /** Chats that write for the first time are opened on the way. */
  async function claim(db: RawDb, chats: readonly Chat[]): Promise<ClaimedRow[]> {
    const rows = await db.$queryRawUnsafe<ClaimedRow[]>(claimSql, ...columnsOf(chats));
    if (rows.length === chats.length) return rows;
    const found = new Set(rows.map(keyOf));
    const unknown = chats.filter((chat) => !found.has(keyOf(chat)));
    const accountIds = unknown.map(() => ids.next());
    const empty = JSON.stringify(emptySession('vi'));
    const opened = await db.$executeRawUnsafe(openSql, ...columnsOf(unknown), accountIds, empty, clock.now());
    if (opened === 0) return rows;
    return [...rows, ...(await db.$queryRawUnsafe<ClaimedRow[]>(claimSql, ...columnsOf(unknown)))];
  }

  async function keep(
    db: RawDb,
    rows: readonly ClaimedRow[],
    outcomes: readonly (Outcome | null)[],
  ): Promise<{ taken: Taken; written: Promise<unknown> }> {
    const waiting = rows.filter((row, index) => row.holds && outcomes[index] && bringsBack(row));
    const unheard = rows.filter((_, index) => outcomes[index]?.unheard);
    const heard = rows.filter(({ humanUntil }, index) => humanUntil !== null && outcomes[index]?.humanUntil === null);
    const freed = await releaseWaiting(
      { db },
      heard.map(({ accountId }) => accountId),
    );
    const released = await releaseHeld(
      { db, clock },
      waiting.map(({ accountId }) => accountId),
      unheard.map(({ accountId }) => accountId),
    );
    const kept: Kept[] = [];
    const done: Done[] = [];
    const aside: Chat[] = [];
    for (const [index, row] of rows.entries()) {
      const { channelAccountId, chatKey, channel, accountId, more } = row;
      const outcome = outcomes[index];
      if (outcome) {
        kept.push(keptOf(row, outcome));
        const said = outcome.replies.length > 0;
        done.push({ channelAccountId, chatKey, channel, accountId, said, released: released.has(accountId) || freed.has(accountId), more });
      } else {
        aside.push({ channelAccountId, chatKey });
      }
    }
    const written = kept.length === 0 ? Promise.resolve() : db.$executeRawUnsafe(keepSql, JSON.stringify(kept), clock.now(), kept.length);
    return { taken: { done, aside }, written };
  }

  /** The inbound line has the first number, its replies follow. */
  function keptOf(row: ClaimedRow, outcome: Outcome): Kept {
    const { id, body, accountId, channelAccountId, saidAt, lastSeq } = row;
    const { session, replies, expiresAt, forgotten = false, parked = null } = outcome;
    const { humanUntil = forgotten ? null : row.humanUntil, humanEndedAt = forgotten ? null : row.humanEndedAt } = outcome;
    // What says nothing any more is no line.
    const seq = body === null ? lastSeq : lastSeq + 1;
    return {
      inboxId: id,
      accountId,
      channelAccountId,
      saidAt,
      contact: isContact(body),
      humanUntil,
      humanEndedAt,
      lang: session.lang,
      session,
      seq: body === null ? null : seq,
      lastSeq: seq + replies.length,
      forgotten,
      error: parked,
      messages: replies.map((body, index) => ({ id: ids.next(), seq: seq + 1 + index, body, expiresAt })),
    };
  }

  async function countFailure(updateId: string, code: string): Promise<number> {
    const [row] = await prisma.$queryRaw<{ attempts: number }[]>`
      UPDATE "Inbox" SET attempts = attempts + 1, error = ${code} WHERE id = ${updateId}::uuid AND state = 'new' RETURNING attempts`;
    return row?.attempts ?? 0;
  }

  async function putOff(updateId: string, ms: number): Promise<void> {
    await prisma.$executeRaw`
      UPDATE "Inbox" SET until = clock_timestamp() + ${ms}::float8 * interval '1 millisecond'
      WHERE id = ${updateId}::uuid AND state = 'new'`;
  }

  return { takeTogether, takeAlone, countFailure, putOff, waiting: (limit) => prisma.$queryRawUnsafe<Chat[]>(waitingSql, limit) };
}

/** One row of `$1` of keepSql. */
interface Kept extends Omit<Chat, 'chatKey'> {
  inboxId: string;
  accountId: string;
  saidAt: Date;
  contact: boolean;
  humanUntil: Date | null;
  humanEndedAt: Date | null;
  lang: string;
  session: Session;
  /** Of the update's own line, if it is one. */
  seq: number | null;
  /** Of the last line. */
  lastSeq: number;
  forgotten: boolean;
  error: string | null;
  messages: { id: string; seq: number; body: Outbound; expiresAt: Date | undefined }[];
}

function claimedFrom(row: ClaimedRow): Claimed {
  const { id, body, saidAt, channelAccountId, channel, accountId, language, humanUntil, humanEndedAt, blockedAt, session, overtaken } = row;
  return {
    updateId: id,
    inbound: body,
    at: saidAt,
    account: { id: accountId, channelAccountId, channel, language, humanUntil, humanEndedAt, blockedAt },
    // A session that an earlier release wrote may lack what this one added.
    session: { ...emptySession(language), ...session },
    overtaken,
  };
}

/** The person can be written to now: they have not blocked us since. */
function bringsBack({ body, saidAt, blockedAt }: ClaimedRow): boolean {
  return isContact(body) && (blockedAt === null || saidAt >= blockedAt);
}

function columnsOf(chats: readonly Chat[]): [string[], string[]] {
  return [chats.map(({ channelAccountId }) => channelAccountId), chats.map(({ chatKey }) => chatKey)];
}

export function keyOf({ channelAccountId, chatKey }: Chat): string {
  return `${channelAccountId} ${chatKey}`;
}
