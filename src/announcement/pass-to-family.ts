/** Somebody is about to be forgotten in whose chat their family was to get an announcement, and has not got it: the family does not miss it. */
import type { Deps } from '../deps.ts';
import { putMergedBack } from './merged-meanwhile.ts';

/**
 * Where the household is several that officers found to be one, the others were left out for its sake: their turn comes again. Where it is not, somebody
 * has to tell them. What has arrived, or may have, stays as it is. Before households are locked, as whoever fixes an announcement does.
 */
export async function passToFamily({ db }: Pick<Deps, 'db'>, accountId: string): Promise<void> {
  const rows = await db.$queryRawUnsafe<Row[]>(unreadSql, accountId);
  if (rows.length === 0) return;
  const going = await db.$queryRawUnsafe<{ id: string }[]>(
    holdSql,
    rows.map(({ announcementId }) => announcementId),
  );
  const positions = rows.filter(({ announcementId }) => going.some(({ id }) => id === announcementId)).map(({ position }) => position);
  await putMergedBack(
    db,
    positions.map((position) => ({ position, left: 'gone' })),
    positions,
  );
  await db.$executeRawUnsafe(
    goneSql,
    rows.map(({ position }) => position),
  );
}

interface Row {
  position: string;
  announcementId: string;
}

/** Nor what they did not want any more. $1 account */
const unreadSql = `
SELECT r.position::text, r."announcementId" FROM "Recipient" r LEFT JOIN "Message" m ON m.id = r."messageId"
WHERE r."accountId" = $1::uuid AND r."left" IS NULL
  AND (m.id IS NULL OR (m."partsSent" = 0 AND (m.state IN ('queued', 'held', 'failed', 'expired') OR (m.state = 'cancelled' AND m.reason = 'paused'))))`;

/** Against whoever ends or cancels them. $1 announcements */
const holdSql = `SELECT id FROM "Announcement" WHERE id = ANY($1::uuid[]) AND state IN ('sending', 'paused') ORDER BY id FOR NO KEY UPDATE`;

/** $1 positions */
const goneSql = `
UPDATE "Recipient" SET "left" = 'gone', "accountId" = NULL, "channelAccountId" = NULL, "messageId" = NULL WHERE position = ANY($1::bigint[])`;
