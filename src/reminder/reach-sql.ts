/** How a household is reminded: in one chat, where it may be written to for nothing. */
import { agreedInSql } from '../announcement/write-page.ts';
import { profiles } from '../channel/profiles.ts';

/** The account `a` on the channel account `ca` cannot be written to for nothing now. @param now SQL */
export function isClosedSql(now: string): string {
  const windows = Object.entries(profiles).flatMap(([channel, { windows }]) =>
    windows ? [`WHEN '${channel}' THEN COALESCE(a."lastInboundAt" <= ${now} - ${windows.free} * interval '1 millisecond', true)`] : [],
  );
  return `CASE ca.channel::text ${windows.join(' ')} ELSE false END`;
}

/**
 * The chat of the household `h` that wants reminders, may work on the form, and comes first: where writing is free now, and where it wrote last. `left`: why it
 * gets nothing there. No row: nobody of it wants any.
 * @param unitCode, now SQL
 */
export function reachSql(unitCode: string, now: string): string {
  return `SELECT * FROM (
    SELECT a.id AS "accountId", a."channelAccountId", a.language, ca.channel::text AS channel, a."lastInboundAt",
      CASE WHEN a."blockedAt" IS NOT NULL THEN 'blocked' WHEN ${isClosedSql(now)} THEN 'closed' END AS "left"
    FROM "Membership" ms JOIN "Account" a ON a.id = ms."accountId" AND a."erasedAt" IS NULL AND a."stoppedAt" IS NULL
    JOIN "ChannelAccount" ca ON ca.id = a."channelAccountId"
    WHERE ms."householdId" = h.id AND ms."to" IS NULL AND ${agreedInSql(unitCode)} AND ${agreedInSql(unitCode, 'selfAssessment')}
      AND NOT EXISTS (SELECT 1 FROM "Membership" later
        WHERE later."accountId" = ms."accountId" AND later."to" IS NULL AND (later."from", later.id) > (ms."from", ms.id))
  ) chat
  ORDER BY "left" IS NOT NULL, "left", "lastInboundAt" DESC NULLS LAST, "accountId" LIMIT 1`;
}
