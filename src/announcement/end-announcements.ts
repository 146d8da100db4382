/** Announcements come to an end: when everything of them has become what it became, or when they expire. */
import { audit } from '../db/audit.ts';
import type { PrismaClient } from '../db/client.ts';
import type { Deps } from '../deps.ts';
import { leaveRest } from './cancel-announcement.ts';
import { putBackInLine } from './resume-announcement.ts';
import { lockWriter, type Telling, tellWriter } from './tell-writer.ts';

/** Returns how many ended. Each in a transaction of its own, and where somebody acts on it, it is left to them. */
export async function endAnnouncements(deps: Deps & Telling & { db: PrismaClient }): Promise<number> {
  const found = await deps.db.$queryRawUnsafe<{ id: string }[]>(endingSql, deps.clock.now());
  let ended = 0;
  for (const { id } of found) {
    try {
      if (await deps.db.$transaction((db) => end({ ...deps, db }, id))) ended += 1;
    } catch (error) {
      deps.log.error({ err: error, announcement: id }, 'an announcement could not be ended; it is tried again');
    }
  }
  return ended;
}

/**
 * Nothing of the announcement `n` waits any more: neither a recipient for its turn nor a message for its end. It is asked every second, and there may
 * be a million of them: in this order the planner goes along the index of those that wait.
 */
const nothingWaitsSql = `n."fixedAt" IS NOT NULL
  AND (
    SELECT 1 FROM "Recipient" r WHERE r."announcementId" = n.id AND r."messageId" IS NULL AND r."left" IS NULL AND r."accountId" IS NOT NULL
    ORDER BY r."announcementId", r."channelAccountId", r.position LIMIT 1) IS NULL
  AND NOT EXISTS (SELECT 1 FROM "Message" m WHERE m."announcementId" = n.id AND m.state IN ('queued', 'leased', 'held'))`;

/** $1 now. */
export const endingSql = `
SELECT n.id FROM "Announcement" n
WHERE n.state IN ('sending', 'paused') AND (n."expiresAt" <= $1::timestamptz OR (n.state = 'sending' AND ${nothingWaitsSql}))`;

async function end(deps: Deps & Telling, id: string): Promise<boolean> {
  const { db, clock } = deps;
  const now = clock.now();
  await lockWriter(deps, id);
  const [held] = await db.$queryRaw<{ expired: boolean }[]>`
    SELECT "expiresAt" <= ${now} AS expired FROM "Announcement" WHERE id = ${id}::uuid AND state IN ('sending', 'paused') FOR NO KEY UPDATE SKIP LOCKED`;
  if (!held) return false;
  if (held.expired) await expire(deps, id);
  // Whom a pause took back in the very moment in which it went on.
  else if ((await putBackInLine(deps, id)) > 0) return false;
  const [still] = await db.$queryRawUnsafe<unknown[]>(
    `SELECT 1 FROM "Announcement" n WHERE n.id = $1::uuid AND ${held.expired ? nothingOpenSql : nothingWaitsSql}`,
    id,
  );
  if (!still) return false;
  const announcement = await db.announcement.update({ where: { id }, data: { state: 'done', endedAt: now, seq: { increment: 1 } } });
  await tellWriter(deps, announcement);
  await audit(deps, { actor: 'system', action: 'announcement.end', subject: `announcement:${id}`, detail: { expired: held.expired } });
  return true;
}

const nothingOpenSql = `NOT EXISTS (SELECT 1 FROM "Message" m WHERE m."announcementId" = n.id AND m.state IN ('queued', 'leased', 'held'))`;

/** What the platform has in hand arrives; what has gone in part is finished. */
async function expire(deps: Deps, id: string): Promise<void> {
  await deps.db.$executeRaw`
    UPDATE "Message" SET state = 'expired', reason = NULL, until = NULL
    WHERE "announcementId" = ${id}::uuid AND (state = 'held' OR (state = 'queued' AND "partsSent" = 0))`;
  await leaveRest(deps, id, 'expired');
}
