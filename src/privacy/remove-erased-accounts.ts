/** The last trace of a chat that was erased: its address. */
import type { Deps } from '../deps.ts';

/** Long enough for the goodbye to be delivered, short enough to be kept as a promise. */
export const GOODBYE_MS = 24 * 60 * 60 * 1000;

/**
 * Removes accounts a day after they were erased, with their browser sessions and the address in their last lines. An
 * account that has written again since lives on: it is a new acquaintance. Run by a job; returns how many went.
 */
export async function removeErasedAccounts({ db, clock }: Deps): Promise<number> {
  const before = new Date(clock.now().getTime() - GOODBYE_MS);
  const [gone] = await db.$queryRaw<{ count: number }[]>`
    WITH gone AS (
      DELETE FROM "Account" a
      WHERE "erasedAt" < ${before} AND ("lastInboundAt" IS NULL OR "lastInboundAt" <= "erasedAt")
        AND NOT EXISTS (SELECT 1 FROM "Membership" m WHERE m."accountId" = a.id)
        AND NOT EXISTS (SELECT 1 FROM "Inbox" i WHERE i."channelAccountId" = a."channelAccountId" AND i."chatKey" = a."externalId" AND i.state = 'new')
      RETURNING a."channelAccountId", a."externalId"
    ), blanked AS (
      UPDATE "Inbox" i SET "chatKey" = '', body = NULL FROM gone
      WHERE i."channelAccountId" = gone."channelAccountId" AND i."chatKey" = gone."externalId"
    )
    SELECT count(*)::int AS count FROM gone`;
  return gone?.count ?? 0;
}
