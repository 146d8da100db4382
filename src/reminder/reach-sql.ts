/** How a household is reminded: in one chat, where it may be written to for nothing. */
import { refusedSql } from '../announcement/audience-sql.ts';
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
 * gets nothing there; `notAsked`: nobody of it was ever asked whether they want any. No row: nobody of it wants any, or one of them said no.
 * @param unitCode, now SQL
 */
export function reachSql(unitCode: string, now: string): string {
  return `SELECT "accountId", "channelAccountId", language, channel, "lastInboundAt", "left" FROM (
    SELECT a.id AS "accountId", a."channelAccountId", a.language, ca.channel::text AS channel, a."lastInboundAt",
      ${agreedInSql(unitCode, 'selfAssessment')} AS works, bool_or(a."stoppedAt" IS NOT NULL OR word.refused) OVER () AS refused, a."stoppedAt" IS NULL AS listens,
      CASE WHEN NOT word.agreed THEN 'notAsked' WHEN a."blockedAt" IS NOT NULL THEN 'blocked' WHEN ${isClosedSql(now)} THEN 'closed' END AS "left"
    FROM "Membership" ms JOIN "Account" a ON a.id = ms."accountId" AND a."erasedAt" IS NULL
    JOIN "ChannelAccount" ca ON ca.id = a."channelAccountId"
    CROSS JOIN LATERAL (SELECT ${agreedInSql(unitCode)} AS agreed, ${refusedSql} AS refused OFFSET 0) word
    WHERE ms."householdId" = h.id AND ms."to" IS NULL
      AND NOT EXISTS (SELECT 1 FROM "Membership" later
        WHERE later."accountId" = ms."accountId" AND later."to" IS NULL AND (later."from", later.id) > (ms."from", ms.id))
  ) chat
  WHERE works AND listens AND ("left" IS DISTINCT FROM 'notAsked' OR NOT refused)
  ORDER BY "left" IS NOT NULL, "left", "lastInboundAt" DESC NULLS LAST, "accountId" LIMIT 1`;
}
