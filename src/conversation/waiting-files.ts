/**
 * The updates whose files are still at a platform, as the fetcher uses them. One is claimed by moving its `until` into the
 * future; whoever moved it last may finish it, so that it is finished once, though two have fetched it.
 */
import type { Inbound, RemoteFile } from '../channel/channel.ts';
import { type Db, Prisma, type PrismaClient } from '../db/client.ts';
import type { Clock, Ids } from '../deps.ts';
import type { ReceivedMedia } from '../flow/session.ts';
import { ALBUM_MS, MAX_FILES } from './receive.ts';
import type { Chat } from './turn-store.ts';

/** One update, or the pieces of one album, oldest first. */
export interface FileGroup {
  chat: Chat;
  ids: string[];
  files: RemoteFile[];
  caption: string | undefined;
  /** What `until` was moved to. */
  claim: Date;
}

/** What came of the files: the good ones, and what was wrong with the first of the others. */
export interface FetchedFiles {
  items: ReceivedMedia[];
  problem: string | null;
}

export interface WaitingFiles {
  /** Claims what is due; `looked`: there may be more, though nothing came of this one. */
  claim(): Promise<FileGroup | 'looked' | null>;
  /** Keeps a claim a while longer. False: it is lost. */
  renew(group: FileGroup): Promise<boolean>;
  /** The first update of the group becomes what the turn wants, the others are done. False: the claim was lost. */
  finish(group: FileGroup, fetched: FetchedFiles): Promise<boolean>;
  /** Lets another process begin at once. */
  release(group: FileGroup): Promise<void>;
}

/** Milliseconds. */
const CLAIM = 60_000;
/** An album is waited for no longer, however many pieces still come. */
const LONGEST_ALBUM = 10_000;
const TRANSACTION = { maxWait: 10_000, timeout: 30_000 };

interface Row {
  id: string;
  channelAccountId: string;
  chatKey: string;
  body: Extract<Inbound, { type: 'files' }> | null;
  until: Date;
  receivedAt: Date;
}

export function createWaitingFiles(parts: { prisma: PrismaClient; clock: Clock; ids: Ids }): WaitingFiles {
  const { prisma, clock, ids } = parts;

  /** By this process's clock, as `until` was set on arrival: two processes that disagree fetch twice, and finish once. */
  async function claim(): Promise<FileGroup | 'looked' | null> {
    const now = clock.now();
    const [due] = await prisma.$queryRaw<Row[]>`
      SELECT id, "channelAccountId", "chatKey", body FROM "Inbox" WHERE state = 'fetching' AND until <= ${now} ORDER BY until, "order" LIMIT 1`;
    if (!due) return null;
    return prisma.$transaction(async (db) => {
      const pieces = await lockPieces(db, due);
      const wait = albumWait(pieces, now);
      const free = pieces.filter(({ until }) => until <= now);
      if (wait > now) return move(db, free, wait);
      const chosen = fitting(free);
      const rows = chosen.filter(hasBody);
      // Erased while it waited.
      if (rows.length < chosen.length) return drop(db, chosen);
      const [first] = rows;
      if (!first) return 'looked';
      const until = new Date(now.getTime() + CLAIM);
      await move(db, rows, until);
      const { channelAccountId, chatKey } = first;
      return {
        chat: { channelAccountId, chatKey },
        ids: rows.map(({ id }) => id),
        files: rows.flatMap(({ body }) => body.files),
        caption: rows.flatMap(({ body }) => body.caption ?? []).join('\n') || undefined,
        claim: until,
      };
    }, TRANSACTION);
  }

  async function drop(db: Db, rows: Row[]): Promise<'looked'> {
    const gone = rows.filter((row) => !hasBody(row)).map(({ id }) => id);
    await db.inbox.updateMany({ where: { id: { in: gone } }, data: { state: 'done', until: null, doneAt: clock.now() } });
    return 'looked';
  }

  async function renew(group: FileGroup): Promise<boolean> {
    const claim = new Date(clock.now().getTime() + CLAIM);
    const { count } = await prisma.inbox.updateMany({ where: claimed(group), data: { until: claim } });
    if (count === group.ids.length) group.claim = claim;
    return count === group.ids.length;
  }

  async function finish(group: FileGroup, { items, problem }: FetchedFiles): Promise<boolean> {
    return prisma.$transaction(async (db) => {
      const rows = await db.$queryRaw<{ id: string; updateKey: string; receivedAt: Date; saidAt: Date | null }[]>`
        SELECT id, "updateKey", "receivedAt", "saidAt" FROM "Inbox"
        WHERE id = ANY(${group.ids}::uuid[]) AND state = 'fetching' AND until = ${group.claim} AND body IS NOT NULL
        ORDER BY "order" FOR UPDATE`;
      const [first, ...others] = rows;
      if (!first || rows.length < group.ids.length) return false;
      const { caption } = group;
      const media: Inbound = { type: 'media', items, ...(caption !== undefined && { caption }) };
      const trouble: Inbound | null = problem === null ? null : { type: 'mediaProblem', problem };
      const ready = { body: asJson(items.length > 0 || !trouble ? media : trouble), state: 'new' as const, until: null };
      await db.inbox.update({ where: { id: first.id }, data: ready });
      await db.inbox.updateMany({
        where: { id: { in: others.map(({ id }) => id) } },
        data: { state: 'done', body: Prisma.DbNull, until: null, doneAt: clock.now() },
      });
      if (items.length > 0 && trouble) {
        const data = { id: ids.next(), ...group.chat, updateKey: `${first.updateKey}.problem`, body: asJson(trouble) };
        const { receivedAt, saidAt } = first;
        await db.inbox.createMany({ data: [{ ...data, receivedAt, saidAt }], skipDuplicates: true });
      }
      return true;
    }, TRANSACTION);
  }

  async function release(group: FileGroup): Promise<void> {
    await prisma.inbox.updateMany({ where: claimed(group), data: { until: clock.now() } });
  }

  return { claim, renew, finish, release };
}

/** In their order, so that two processes never wait for each other. */
async function lockPieces(db: Db, { id, channelAccountId, chatKey, body }: Row): Promise<Row[]> {
  const album = body?.album ?? null;
  return db.$queryRaw<Row[]>`
    SELECT id, "channelAccountId", "chatKey", body, until, "receivedAt" FROM "Inbox"
    WHERE "channelAccountId" = ${channelAccountId}::uuid AND "chatKey" = ${chatKey} AND state = 'fetching'
      AND (id = ${id}::uuid OR body ->> 'album' = ${album}::text)
    ORDER BY "order" FOR UPDATE`;
}

/** Until when an album's next piece is waited for. */
function albumWait(pieces: Row[], now: Date): Date {
  const [first] = pieces;
  const times = pieces.filter(({ body }) => body?.album !== undefined).map(({ receivedAt }) => receivedAt.getTime());
  if (!first || times.length === 0) return now;
  return new Date(Math.min(Math.max(...times) + ALBUM_MS, Math.min(...times) + LONGEST_ALBUM));
}

/** No more files than one update may have; the rest becomes another one. */
function fitting(rows: Row[]): Row[] {
  let count = 0;
  return rows.filter(({ body }, index) => {
    count += body?.files.length ?? 0;
    return index === 0 || count <= MAX_FILES;
  });
}

async function move(db: Db, rows: Row[], until: Date): Promise<'looked'> {
  await db.inbox.updateMany({ where: { id: { in: rows.map(({ id }) => id) } }, data: { until } });
  return 'looked';
}

function claimed({ ids, claim }: FileGroup) {
  return { id: { in: ids }, state: 'fetching' as const, until: claim };
}

function hasBody(row: Row): row is Row & { body: NonNullable<Row['body']> } {
  return row.body !== null;
}

function asJson(inbound: Inbound): Prisma.InputJsonObject {
  return inbound as unknown as Prisma.InputJsonObject;
}
