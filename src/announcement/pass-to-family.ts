/** Somebody is about to be forgotten in whose chat their family was to get an announcement: another chat of the family gets it. */
import type { Deps } from '../deps.ts';
import { putMergedBack } from './merged-meanwhile.ts';

/**
 * Where the household is several that officers found to be one, the others were left out for its sake. Their turn comes again, unless it has arrived or may
 * have. Before households are locked, as whoever fixes an announcement does.
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
    positions.map((position) => ({ position, left: 'erased' })),
    positions,
  );
}

interface Row {
  position: string;
  announcementId: string;
}

/** $1 account */
const unreadSql = `
SELECT r.position::text, r."announcementId" FROM "Recipient" r
JOIN "Announcement" n ON n.id = r."announcementId" AND n.state IN ('sending', 'paused')
JOIN "Household" h ON h.id = r."householdId" LEFT JOIN "Message" m ON m.id = r."messageId"
WHERE r."accountId" = $1::uuid AND r."left" IS NULL
  AND (h."mergedIntoId" IS NOT NULL OR EXISTS (SELECT 1 FROM "Household" double WHERE double."mergedIntoId" = h.id))
  AND (m.id IS NULL OR (m."partsSent" = 0 AND m.state NOT IN ('leased', 'sent', 'uncertain')))`;

/** Against whoever ends or cancels them. $1 announcements */
const holdSql = `SELECT id FROM "Announcement" WHERE id = ANY($1::uuid[]) AND state IN ('sending', 'paused') ORDER BY id FOR NO KEY UPDATE`;
