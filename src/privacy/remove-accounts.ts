/** Removing accounts for good: with their browser sessions, and the address of their chat in the lines that stay. */
import type { Prisma } from '../db/client.ts';
import type { Deps } from '../deps.ts';

/**
 * Removes the accounts `a` that fit, unless something of theirs still waits for its turn or they are in a household.
 * Returns how many went.
 */
export async function removeAccounts({ db }: Deps, fits: Prisma.Sql): Promise<number> {
  const [gone] = await db.$queryRaw<{ count: number }[]>`
    WITH gone AS (
      DELETE FROM "Account" a
      WHERE ${fits}
        AND NOT EXISTS (SELECT 1 FROM "Membership" m WHERE m."accountId" = a.id)
        AND NOT EXISTS (SELECT 1 FROM "Inbox" i WHERE i."channelAccountId" = a."channelAccountId" AND i."chatKey" = a."externalId" AND i.state IN ('new', 'fetching'))
      RETURNING a."channelAccountId", a."externalId"
    ), blanked AS (
      UPDATE "Inbox" i SET "chatKey" = '', body = NULL FROM gone
      WHERE i."channelAccountId" = gone."channelAccountId" AND i."chatKey" = gone."externalId"
    )
    SELECT count(*)::int AS count FROM gone`;
  return gone?.count ?? 0;
}
