/**
 * Where a turn is kept: everything the turn needs from the database and everything it leaves there, in one
 * transaction. Narrow on purpose, so that faster SQL can take its place without the turn noticing.
 */
import type { ChannelKind, Inbound, Outbound } from '../channel/channel.ts';
import { type Db, Prisma, type PrismaClient } from '../db/client.ts';
import type { Clock, Ids } from '../deps.ts';
import { emptySession, type Session } from '../flow/session.ts';

export interface Chat {
  channelAccountId: string;
  chatKey: string;
}

/** An update that is being worked on, under the locks of its row and its conversation. */
export interface Claimed {
  db: Db;
  updateId: string;
  inbound: Inbound;
  account: { id: string; channelAccountId: string; channel: ChannelKind; language: string };
  session: Session;
}

/** What a turn leaves behind. */
export interface Outcome {
  session: Session;
  replies: Outbound[];
  /** The person asked to be forgotten: the words that asked for it are not kept either. */
  forgotten?: boolean;
}

/** A turn that was rolled back whole; `cause` says why. */
export class TurnFailed extends Error {
  readonly updateId: string;

  constructor(updateId: string, cause: unknown) {
    super('A turn failed', { cause });
    this.name = 'TurnFailed';
    this.updateId = updateId;
  }
}

export interface Parking {
  /** Problem code, never personal data. */
  code: string;
  /** What the person is told, in their language. */
  apology: (lang: string) => Outbound;
  /** The session itself may be what fails: begin a new one. */
  resetSession: boolean;
}

export interface TurnStore {
  /**
   * Claims the oldest waiting update of a chat, hands it to `turn` and keeps what comes back; all or nothing.
   * Returns the account, or null when nothing waits. A failure after the claim is a TurnFailed.
   */
  next(chat: Chat, turn: (claimed: Claimed) => Promise<Outcome>): Promise<{ accountId: string } | null>;
  /** Counts a failed attempt; returns how many there were. */
  countFailure(updateId: string, code: string): Promise<number>;
  /** Sets an update aside and apologises, so that the next message of the chat can work. */
  park(chat: Chat, updateId: string, parking: Parking): Promise<{ accountId: string } | null>;
  /** Chats with something waiting, the longest waiting first. */
  waiting(limit: number): Promise<Chat[]>;
}

interface InboxRow {
  id: string;
  body: Inbound | null;
  state: 'new' | 'fetching';
  receivedAt: Date;
}

interface Held {
  account: Claimed['account'];
  session: Session;
  lastSeq: number;
}

const TRANSACTION = { maxWait: 10_000, timeout: 30_000 };

export function createTurnStore(parts: { prisma: PrismaClient; clock: Clock; ids: Ids }): TurnStore {
  const { prisma, clock, ids } = parts;

  async function next(chat: Chat, turn: (claimed: Claimed) => Promise<Outcome>) {
    let claimedId: string | undefined;
    try {
      return await prisma.$transaction(async (db) => {
        const row = await claim(db, chat);
        if (!row) return null;
        claimedId = row.id;
        const held = await hold(db, chat);
        if (!row.body) {
          await db.inbox.update({ where: { id: row.id }, data: { state: 'done', doneAt: clock.now() } });
          return { accountId: held.account.id };
        }
        const { account, session } = held;
        const outcome = await turn({ db, updateId: row.id, inbound: row.body, account, session });
        await keep(db, row, held, outcome);
        const done = {
          state: 'done',
          seq: held.lastSeq + 1,
          doneAt: clock.now(),
          ...(outcome.forgotten && { body: Prisma.DbNull }),
        } as const;
        await db.inbox.update({ where: { id: row.id }, data: done });
        return { accountId: account.id };
      }, TRANSACTION);
    } catch (error) {
      throw claimedId ? new TurnFailed(claimedId, error) : error;
    }
  }

  async function park(chat: Chat, updateId: string, { code, apology, resetSession }: Parking) {
    return prisma.$transaction(async (db) => {
      const [row] = await db.$queryRaw<InboxRow[]>`
        SELECT id, body, state::text, "receivedAt" FROM "Inbox" WHERE id = ${updateId}::uuid AND state = 'new' FOR UPDATE`;
      if (!row) return null;
      const held = await hold(db, chat);
      const { language } = held.account;
      await keep(db, row, held, { session: resetSession ? emptySession(language) : held.session, replies: [apology(language)] });
      const parked = { state: 'parked', error: code, seq: held.lastSeq + 1, doneAt: clock.now() } as const;
      await db.inbox.update({ where: { id: updateId }, data: parked });
      return { accountId: held.account.id };
    }, TRANSACTION);
  }

  /** Takes the account's row (made at the first contact) and locks its conversation. */
  async function hold(db: Db, { channelAccountId, chatKey }: Chat): Promise<Held> {
    const account = await db.account.upsert({
      where: { channelAccountId_externalId: { channelAccountId, externalId: chatKey } },
      create: { id: ids.next(), channelAccountId, externalId: chatKey, createdAt: clock.now() },
      update: {},
      select: { id: true, language: true, channelAccount: { select: { channel: true } } },
    });
    await db.conversation.createMany({
      data: [{ accountId: account.id, session: asJson(emptySession(account.language)), updatedAt: clock.now() }],
      skipDuplicates: true,
    });
    const [row] = await db.$queryRaw<{ session: Session; lastSeq: number }[]>`
      SELECT session, "lastSeq" FROM "Conversation" WHERE "accountId" = ${account.id}::uuid FOR UPDATE`;
    if (!row) throw new Error('A conversation vanished while it was being opened');
    const { id, language, channelAccount } = account;
    // A session that an earlier release wrote may lack what this one added.
    const session = { ...emptySession(language), ...row.session };
    return { account: { id, channelAccountId, language, channel: channelAccount.channel }, session, lastSeq: row.lastSeq };
  }

  /** Writes the lines and the new position. The inbound line has the first number, its replies follow. */
  async function keep(db: Db, row: InboxRow, { account, lastSeq }: Held, { session, replies }: Outcome): Promise<void> {
    const now = clock.now();
    const { channelAccountId } = account;
    const messages = replies.map((reply, index) => ({
      id: ids.next(),
      accountId: account.id,
      channelAccountId,
      seq: lastSeq + 2 + index,
      class: 'reply' as const,
      body: asJson(reply),
      inboxId: row.id,
      createdAt: now,
    }));
    if (messages.length > 0) await db.message.createMany({ data: messages });
    await db.conversation.update({
      where: { accountId: account.id },
      data: { session: asJson(session), lastSeq: lastSeq + 1 + messages.length, updatedAt: now },
    });
    await db.account.update({ where: { id: account.id }, data: { language: session.lang, lastInboundAt: row.receivedAt } });
  }

  async function countFailure(updateId: string, code: string): Promise<number> {
    const [row] = await prisma.$queryRaw<{ attempts: number }[]>`
      UPDATE "Inbox" SET attempts = attempts + 1, error = ${code} WHERE id = ${updateId}::uuid AND state = 'new' RETURNING attempts`;
    return row?.attempts ?? 0;
  }

  async function waiting(limit: number): Promise<Chat[]> {
    return prisma.$queryRaw<Chat[]>`
      SELECT "channelAccountId", "chatKey" FROM "Inbox" WHERE state IN ('new', 'fetching')
      GROUP BY "channelAccountId", "chatKey"
      HAVING (array_agg(state ORDER BY "order"))[1] = 'new'
      ORDER BY min("order") LIMIT ${limit}`;
  }

  return { next, countFailure, park, waiting };
}

/** Sessions and messages are JSON by construction; Prisma's type for it knows no nested null. */
function asJson(value: Session | Outbound): Prisma.InputJsonObject {
  return value as unknown as Prisma.InputJsonObject;
}

/**
 * Locks the oldest waiting row of the chat; null also while its files are being fetched, because what came after them
 * waits too. Waiting for the lock (not skipping it) is what keeps the order between processes; a row that was finished
 * meanwhile comes back empty, and then there may be a later one.
 */
async function claim(db: Db, { channelAccountId, chatKey }: Chat): Promise<InboxRow | null> {
  for (;;) {
    const [row] = await db.$queryRaw<InboxRow[]>`
      SELECT id, body, state::text, "receivedAt" FROM "Inbox"
      WHERE "channelAccountId" = ${channelAccountId}::uuid AND "chatKey" = ${chatKey} AND state IN ('new', 'fetching')
      ORDER BY "order" LIMIT 1 FOR UPDATE`;
    if (row) return row.state === 'new' ? row : null;
    const where = { channelAccountId, chatKey, state: { in: ['new' as const, 'fetching' as const] } };
    const left = await db.inbox.findFirst({ where, select: { id: true } });
    if (!left) return null;
  }
}
