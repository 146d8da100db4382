/** What became of each recipient: one wording for counts, lists and files. */

export const outcomes = ['sent', 'failed', 'held', 'waiting', 'uncertain', 'left'] as const;
export type Outcome = (typeof outcomes)[number];

/** Of the recipient `r`, its message `m` (or none) and its channel account `ca` (or none): exactly one of `outcomes`. */
export const outcomeSql = `
  CASE WHEN r."left" IS NOT NULL THEN 'left'
    WHEN r."messageId" IS NULL AND r."accountId" IS NOT NULL THEN 'waiting'
    WHEN m.id IS NULL THEN 'left'
    WHEN m.state IN ('sent', 'failed', 'held', 'uncertain') THEN m.state::text
    WHEN m.state = 'queued' AND ca.channel = 'web' THEN 'held'
    WHEN m.state IN ('queued', 'leased') OR m.reason = 'paused' THEN 'waiting'
    ELSE 'left' END`;

/** Why; null where the outcome says it all. `unread`: our own page has not been opened since. */
export const reasonSql = `
  CASE WHEN r."left" IS NOT NULL THEN r."left"
    WHEN r."messageId" IS NULL AND r."accountId" IS NOT NULL THEN NULL
    WHEN m.id IS NULL THEN 'erased'
    WHEN m.state IN ('failed', 'held') THEN m.reason
    WHEN m.state = 'queued' AND ca.channel = 'web' THEN 'unread'
    WHEN m.state = 'expired' THEN 'expired'
    WHEN m.state = 'cancelled' AND m.reason <> 'paused' THEN m.reason END`;

export const recipientsSql = `
  "Recipient" r LEFT JOIN "Message" m ON m.id = r."messageId" LEFT JOIN "ChannelAccount" ca ON ca.id = r."channelAccountId"`;
