/** The ledger as a sender uses it: few statements, each for many messages. */
import type { Outbound } from '../../channel/channel.ts';
import type { PrismaClient } from '../../db/client.ts';
import type { RawDb } from '../../db/raw.ts';
import { standingSql } from '../../reminder/still-holds.ts';
import { endWaiting } from '../end-waiting.ts';
import type { Addressed } from './gate.ts';
import { type Leased, MAX_ATTEMPTS, type MessageClass, toMany, type Verdict } from './verdict.ts';

/** A message that was just taken from the ledger. */
export interface Taken extends Leased, Addressed {
  seq: number;
  state: 'leased' | 'expired';
  /** null: blanked by retention. */
  body: Outbound | null;
  /** Account.externalId */
  to: string;
  /** It may be sent at a price. */
  mayCost: boolean;
  /** As the platform calls what of it is there already; null: nothing. */
  providerId: string | null;
  /** When it began to say something else; null: it says what it did. */
  editedAt: Date | null;
}

/** As it is taken: what has to be known of those that go to many is asked for them alone. */
interface Row extends Omit<Taken, keyof Holding> {
  announcementId: string | null;
}

/** What holds for one that goes to many. */
type Holding = Pick<Taken, 'agreed' | 'quiet' | 'announcement' | 'reminder'>;

export interface Note {
  row: Leased;
  /** The tenure in which it was leased. */
  tenure: string;
  verdict: Verdict;
}

export interface Exchange {
  notes: readonly Note[];
  tenure: string;
  /** At most so many are taken, and so many of those that go to many. */
  room: number;
  roomForMany: number;
  /** Accounts of which none is taken. */
  busy: readonly string[];
  now: Date;
}

export interface Ledger {
  /**
   * Writes down what became of messages, and takes the next ones: replies first, what goes to many last, then the oldest; of one
   * account the first of its class, and never two. What should have been read by now expires instead.
   */
  exchange(exchange: Exchange): Promise<Taken[]>;
  /**
   * Finds what senders had in their hands who are no more. Replies, notices and duties are queued again, doubtful; of
   * the others nobody knows. Returns how many there were.
   */
  takeOver(tenure: string, now: Date): Promise<number>;
  /**
   * Queues again what is leased in this tenure, but not in hand: the answer of the exchange that took it was lost. It was
   * never handed over, so there is no doubt. Returns how many there were.
   *
   * @param inHand ids of messages
   */
  putBack(tenure: string, inHand: readonly string[]): Promise<number>;
  /**
   * Queues again at once what was just made to wait for its person, where they have written since it was taken: their turn may have come too
   * early to find it. What waits for an officer waits on while that lasts. Waits for turns that are being taken. Returns how many there were.
   */
  heardMeanwhile(waiting: readonly Pick<Leased, 'id' | 'accountId' | 'lastInboundAt'>[]): Promise<number>;
  /** Queues again what was held for a time that has come. Returns how many there were. */
  putDue(): Promise<number>;
  /** Nothing more can be sent to this person until they do something themselves, unless they have since it was taken what could not be sent. */
  giveUp(taken: Pick<Leased, 'accountId' | 'lastInboundAt'>, now: Date): Promise<void>;
  /** The chat has another id now. False when another account has it already. */
  move(accountId: string, to: string): Promise<boolean>;
  /** The platform refuses us, or no longer does (null). */
  markStopped(reason: string | null, now: Date): Promise<void>;
  /** Why the platform refuses us; null: it does not. */
  stopped(): Promise<string | null>;
}

/** In the order of precedence. Of one account it is that of the enum in the database, where a duty comes last. */
const CLASSES: readonly MessageClass[] = ['reply', 'fileNotice', 'duty', 'reminder', 'announcement'];
const LEASE_MS = 8_000;
const NOTHING_ASKED: Holding = { agreed: null, quiet: null, announcement: null, reminder: null };

interface LedgerParts {
  prisma: PrismaClient;
  raw: RawDb;
  channelAccountId: string;
}

export function createLedger({ prisma, raw, channelAccountId }: LedgerParts): Ledger {
  async function exchange({ notes, tenure, room, roomForMany, busy, now }: Exchange): Promise<Taken[]> {
    const written = JSON.stringify(notes.map(asRecord));
    const values = [written, notes.length, channelAccountId, busy, tenure, room, now, LEASE_MS, Math.min(room, roomForMany)];
    const rows = await raw.$queryRawUnsafe<Row[]>(exchangeSql, ...values);
    const holding = await holdingOf(rows, now);
    return rows.map(({ announcementId, ...row }) => ({ ...row, ...(holding.get(row.id) ?? NOTHING_ASKED) })).sort(byTurn);
  }

  /** Asked once they are taken: whoever says stop, or pauses, before that is heard. */
  async function holdingOf(rows: readonly Row[], now: Date): Promise<Map<string, Holding>> {
    const many = rows.filter((row) => toMany.has(row.class));
    if (many.length === 0) return new Map();
    const reminders = many.filter((row) => row.class === 'reminder').map(({ id }) => id);
    const columns = (['id', 'accountId', 'announcementId'] as const).map((key) => many.map((row) => row[key]));
    const [people, standing] = await Promise.all([
      raw.$queryRawUnsafe<({ id: string } & Omit<Holding, 'reminder'>)[]>(peopleSql, ...columns),
      reminders.length === 0 ? [] : raw.$queryRawUnsafe<{ id: string; reminder: string | null }[]>(remindersSql, reminders, now),
    ]);
    const reminderOf = new Map(standing.map(({ id, reminder }) => [id, reminder]));
    return new Map(people.map(({ id, ...person }) => [id, { ...person, reminder: reminderOf.get(id) ?? null }]));
  }

  async function takeOver(tenure: string, now: Date): Promise<number> {
    return prisma.$executeRaw`
      UPDATE "Message" SET until = NULL, "doubtAt" = coalesce("doubtAt", ${now}), attempts = attempts + 1, reason = 'cutOff',
        state = CASE WHEN class IN ('reply', 'fileNotice', 'duty') AND attempts + 1 < ${MAX_ATTEMPTS}::int THEN 'queued'
          ELSE 'uncertain' END::"MessageState"
      WHERE "channelAccountId" = ${channelAccountId}::uuid AND state = 'leased' AND "leasedBy" IS DISTINCT FROM ${tenure}`;
  }

  async function putBack(tenure: string, inHand: readonly string[]): Promise<number> {
    return prisma.$executeRaw`
      UPDATE "Message" SET state = 'queued', until = NULL, "leasedBy" = NULL
      WHERE "channelAccountId" = ${channelAccountId}::uuid AND state = 'leased' AND "leasedBy" = ${tenure} AND NOT id = ANY(${inHand}::uuid[])`;
  }

  /** Locks in the order in which turns do. A turn that begins later finds what is held by itself. */
  async function heardMeanwhile(waiting: Parameters<Ledger['heardMeanwhile']>[0]): Promise<number> {
    const asTaken = JSON.stringify(waiting.map(({ id, lastInboundAt }) => ({ id, lastInboundAt })));
    return prisma.$transaction(async (db) => {
      await db.$queryRaw`
        SELECT 1 FROM "Conversation" WHERE "accountId" = ANY(${waiting.map(({ accountId }) => accountId)}::uuid[])
        ORDER BY "accountId" FOR UPDATE`;
      return db.$executeRaw`
        UPDATE "Message" m SET state = 'queued', reason = NULL, until = NULL
        FROM jsonb_to_recordset(${asTaken}::jsonb) AS t(id uuid, "lastInboundAt" timestamptz), "Account" a
        WHERE m.id = t.id AND a.id = m."accountId" AND a."lastInboundAt" IS DISTINCT FROM t."lastInboundAt"
          AND (m.state = 'held' OR (m.state = 'queued' AND m.reason = 'officer' AND a."humanUntil" IS NULL))`;
    });
  }

  /** Locks in the order in which turns do. */
  async function giveUp({ accountId, lastInboundAt }: Parameters<Ledger['giveUp']>[0], now: Date): Promise<void> {
    await prisma.$transaction(async (db) => {
      await db.$queryRaw`SELECT 1 FROM "Conversation" WHERE "accountId" = ${accountId}::uuid FOR UPDATE`;
      const account = await db.account.findUnique({ where: { id: accountId }, select: { lastInboundAt: true } });
      if (account?.lastInboundAt?.getTime() !== lastInboundAt?.getTime()) return;
      await endWaiting(db, { accountId, reason: 'gone' });
      await db.account.updateMany({ where: { id: accountId }, data: { blockedAt: now } });
    });
  }

  /** What somebody has in hand is theirs to let go. */
  async function putDue(): Promise<number> {
    return prisma.$executeRaw`
      UPDATE "Message" SET state = 'queued', reason = NULL, until = NULL WHERE id IN (
        SELECT id FROM "Message" WHERE "channelAccountId" = ${channelAccountId}::uuid AND state = 'held' AND until <= now()
        FOR UPDATE SKIP LOCKED)`;
  }

  /** Locks as a turn does, what waits before the conversation, so that neither waits for the other. */
  async function move(accountId: string, to: string): Promise<boolean> {
    return prisma.$transaction(async (db) => {
      const { externalId } = await db.account.findUniqueOrThrow({ where: { id: accountId }, select: { externalId: true } });
      await db.$queryRaw`
        SELECT 1 FROM "Inbox" WHERE "channelAccountId" = ${channelAccountId}::uuid AND "chatKey" = ${externalId}
          AND state IN ('new', 'fetching') ORDER BY "order" FOR UPDATE`;
      await db.$queryRaw`SELECT 1 FROM "Conversation" WHERE "accountId" = ${accountId}::uuid FOR UPDATE`;
      const moved = await db.$executeRaw`
        UPDATE "Account" a SET "externalId" = ${to} WHERE id = ${accountId}::uuid AND NOT EXISTS (
          SELECT 1 FROM "Account" b WHERE b."channelAccountId" = a."channelAccountId" AND b."externalId" = ${to} AND b.id <> a.id)`;
      // What is done moves too: the lines of a conversation are found by its chat.
      if (moved > 0) await db.inbox.updateMany({ where: { channelAccountId, chatKey: externalId }, data: { chatKey: to } });
      return moved > 0;
    });
  }

  async function markStopped(reason: string | null, now: Date): Promise<void> {
    const data = { stoppedAt: reason === null ? null : now, stoppedReason: reason };
    await prisma.channelAccount.updateMany({ where: { id: channelAccountId }, data });
  }

  async function stopped(): Promise<string | null> {
    const select = { stoppedAt: true, stoppedReason: true };
    const row = await prisma.channelAccount.findUnique({ where: { id: channelAccountId }, select });
    return row?.stoppedAt ? (row.stoppedReason ?? '') : null;
  }

  return { exchange, takeOver, putBack, putDue, heardMeanwhile, giveUp, move, markStopped, stopped };
}

/**
 * Of messages that go to many: `agreed`, which is what household/standing-consents.ts says of announcements: the newest word is a yes, and to the
 * Hội that answers for their household now; without a household, to whichever. `quiet`: the hours of the night where they live. And how the
 * announcement stands that it is of.
 *
 * $1 messages, $2 their accounts, $3 their announcements or null.
 */
export const peopleSql = `
SELECT t.id, n.state::text AS announcement,
  CASE WHEN s."unitCode" IS NOT NULL THEN jsonb_build_object('from', s."quietFrom", 'to', s."quietTo") END AS quiet,
  c.act = 'given' AND c."organisationId" = CASE WHEN home."unitCode" IS NULL THEN c."organisationId"
    ELSE COALESCE(own.id, (SELECT id FROM "Organisation" WHERE level = 'city' AND until IS NULL LIMIT 1), c."organisationId") END AS agreed
FROM unnest($1::uuid[], $2::uuid[], $3::uuid[]) AS t(id, "accountId", "announcementId")
LEFT JOIN LATERAL (
  SELECT ar."unitCode" FROM "Membership" ms JOIN "Household" h ON h.id = ms."householdId" JOIN "Area" ar ON ar.id = h."areaId"
  WHERE ms."accountId" = t."accountId" AND ms."to" IS NULL ORDER BY ms."from" DESC LIMIT 1) home ON true
LEFT JOIN "Organisation" own ON own."unitCode" = home."unitCode"
LEFT JOIN "WardSettings" s ON s."unitCode" = home."unitCode"
LEFT JOIN LATERAL (
  SELECT word.act, word."organisationId" FROM "Consent" word
  WHERE word."accountId" = t."accountId" AND word.purpose = 'announcements' ORDER BY word.at DESC, word.id DESC LIMIT 1) c ON true
LEFT JOIN "Announcement" n ON n.id = t."announcementId"`;

/** $1 messages, $2 now. */
const remindersSql = `SELECT m.id, (${standingSql('$2::timestamptz')}) AS reminder FROM "Message" m WHERE m.id = ANY($1::uuid[])`;

/**
 * What waits of these classes, in the order in which it goes. An array of classes keeps that of the index. `<=`, of the first of all states, is how
 * that index says it: the planner, which expects one that waits, would read thousands by the index of their accounts, and sort them.
 */
function nextSql(...classes: MessageClass[]): string {
  const among = classes.map((one) => `'${one}'`).join(', ');
  return `
  SELECT m.id FROM "Message" m
  WHERE m."channelAccountId" = $3::uuid AND m.state <= 'queued' AND m.class = ANY(ARRAY[${among}]::"MessageClass"[])
    AND (m.until IS NULL OR m.until <= now()) AND NOT m."accountId" = ANY($4::uuid[])
    AND NOT EXISTS (
      SELECT 1 FROM "Message" e WHERE e."accountId" = m."accountId" AND e.state = 'queued' AND e.id <> m.id
        AND (e.class, e.seq) < (m.class, m.seq) AND (e.class = m.class OR e.until IS NULL OR e.until <= now()) OFFSET 0)
    AND EXISTS (
      SELECT 1 FROM "ChannelAccount"
      WHERE id = $3::uuid AND "senderId" = $5 AND "senderUntil" > now())
  ORDER BY m.class, m."createdAt", m.seq`;
}

/**
 * One statement, one commit. A note counts while the message is still leased under the tenure that it was taken in;
 * that it was sent counts also afterwards, as long as nobody has taken it again.
 *
 * `OFFSET 0` keeps the planner from turning the look at earlier messages into a join over the whole queue, `::text` from
 * finding noted messages by their state and not by their id; the first `LIMIT` tells it that there are few.
 *
 * $1 the notes as JSON, $2 how many, $3 channel account, $4 accounts of which none is taken, $5 tenure, $6 room, $7 now,
 * $8 milliseconds of a lease, $9 room for what goes to many.
 */
export const exchangeSql = `
WITH told AS (
  SELECT * FROM jsonb_to_recordset($1::jsonb) AS d(
    id uuid, tenure text, state "MessageState", reason text, delay float8, attempts int, "partsSent" int,
    "doubtAt" timestamptz, terms "MessageTerms", "providerId" text, "sentAt" timestamptz) LIMIT $2::int
), noted AS (
  UPDATE "Message" m SET state = d.state, reason = d.reason, until = clock_timestamp() + d.delay * interval '1 millisecond',
    "leasedBy" = NULL, attempts = d.attempts, "partsSent" = d."partsSent", "doubtAt" = d."doubtAt", terms = d.terms,
    "providerId" = coalesce(d."providerId", m."providerId"), "sentAt" = coalesce(d."sentAt", m."sentAt")
  FROM told d WHERE m.id = d.id AND m."leasedBy" = d.tenure
    AND (m.state::text = 'leased' OR (d.state = 'sent' AND m.state::text IN ('queued', 'uncertain')))
), urgent AS (${nextSql('reply', 'fileNotice', 'duty')} LIMIT $6::int FOR UPDATE OF m SKIP LOCKED
), many AS (${nextSql('reminder', 'announcement')} LIMIT $9::int FOR UPDATE OF m SKIP LOCKED
), next AS (
  SELECT id FROM (SELECT id, 1 AS turn FROM urgent UNION ALL SELECT id, 2 FROM many) together ORDER BY turn LIMIT $6::int
)
UPDATE "Message" m SET "leasedBy" = $5,
  state = CASE WHEN m."expiresAt" < $7::timestamptz AND m."partsSent" = 0 THEN 'expired' ELSE 'leased' END::"MessageState",
  until = CASE WHEN m."expiresAt" < $7::timestamptz AND m."partsSent" = 0 THEN NULL
    ELSE clock_timestamp() + $8::int * interval '1 millisecond' END
FROM next, "Account" a WHERE m.id = next.id AND a.id = m."accountId"
RETURNING m.id, m."accountId", m.seq, m.class::text, m.state::text, m.body, m."createdAt", m.reason, m.attempts,
  m."partsSent", m."doubtAt", m.terms::text, m."mayCost", m."providerId", m."editedAt", a."externalId" AS "to", a."blockedAt",
  a."stoppedAt", a."lastInboundAt", a."humanUntil", m."announcementId"`;

function asRecord({ row: { id }, tenure, verdict }: Note) {
  return { id, tenure, ...verdict };
}

/** As they stand in the queue: RETURNING knows no order. */
function byTurn(a: Taken, b: Taken): number {
  return CLASSES.indexOf(a.class) - CLASSES.indexOf(b.class) || a.createdAt.getTime() - b.createdAt.getTime() || a.seq - b.seq;
}
