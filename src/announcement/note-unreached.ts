/** Somebody is about to be forgotten in whose chat their family was to get an announcement, and has not got it: that is noted while it is known. */
import type { Deps } from '../deps.ts';
import { refusedSql } from './audience-sql.ts';
import { putMergedBack } from './merged-meanwhile.ts';

/**
 * Somebody has to tell the family then, but for who did not want to hear. Where it is several households that officers found to be one, the others were left
 * out for its sake: their turn comes again. What has arrived, or may have, stays as it is.
 *
 * Households are locked before, never after: whoever fixes an announcement holds those that it is for, as foreign keys do, and says at the end in
 * the announcement how far it is.
 */
export async function noteUnreached({ db }: Pick<Deps, 'db'>, accountId: string): Promise<void> {
  const going = await db.$queryRawUnsafe<{ id: string }[]>(holdSql, accountId);
  const messages = await db.$queryRawUnsafe<{ id: string }[]>(lockSql, accountId);
  const rows = await db.$queryRawUnsafe<Row[]>(
    unreadSql,
    accountId,
    messages.map(({ id }) => id),
  );
  const positions = rows.filter(({ announcementId }) => going.some(({ id }) => id === announcementId)).map(({ position }) => position);
  await putMergedBack(
    db,
    positions.map((position) => ({ position, left: 'gone' })),
    positions,
  );
  const toTell = rows.filter(({ declined }) => !declined).map(({ position }) => position);
  if (toTell.length > 0) await db.$executeRawUnsafe(goneSql, toTell);
}

interface Row {
  position: string;
  announcementId: string;
  /** They said DỪNG, or no. */
  declined: boolean;
}

/** Against whoever ends or cancels them. $1 account */
const holdSql = `
SELECT id FROM "Announcement" WHERE state IN ('sending', 'paused')
  AND id IN (SELECT r."announcementId" FROM "Recipient" r WHERE r."accountId" = $1::uuid AND r."left" IS NULL)
ORDER BY id FOR NO KEY UPDATE`;

/**
 * Messages that have not begun to go, nor will: whoever hands them over passes over what is locked. One that is being taken is waited for, and is
 * none of them. $1 account
 */
const lockSql = `
SELECT m.id FROM "Message" m WHERE m."accountId" = $1::uuid AND m."announcementId" IS NOT NULL AND m."partsSent" = 0
  AND (m.state IN ('queued', 'held', 'failed', 'expired') OR (m.state = 'cancelled' AND m.reason = 'paused'))
ORDER BY m.id FOR UPDATE`;

/** $1 account, $2 those messages. */
const unreadSql = `
SELECT r.position::text, r."announcementId", a."stoppedAt" IS NOT NULL OR ${refusedSql} AS declined
FROM "Recipient" r JOIN "Account" a ON a.id = r."accountId"
WHERE r."accountId" = $1::uuid AND r."left" IS NULL AND (r."messageId" IS NULL OR r."messageId" = ANY($2::uuid[]))`;

/** $1 positions */
const goneSql = `
UPDATE "Recipient" SET "left" = 'gone', "accountId" = NULL, "channelAccountId" = NULL, "messageId" = NULL WHERE position = ANY($1::bigint[])`;
