/**
 * What was said in a chat is not shown there any more, and what is on its way does not arrive: whoever holds the telephone now need not
 * be of the family. What the platforms keep on it themselves is out of our reach. The conversation is locked. Needs a transaction.
 */
import type { Deps } from '../deps.ts';

export async function forgetLines({ db }: Pick<Deps, 'db'>, accountId: string): Promise<void> {
  await db.$executeRaw`
    UPDATE "Inbox" i SET body = NULL FROM "Account" a
    WHERE a.id = ${accountId}::uuid AND i."channelAccountId" = a."channelAccountId" AND i."chatKey" = a."externalId"
      AND i.body IS NOT NULL AND i.state NOT IN ('new', 'fetching')`;
  // One that a sender has in hand is out already.
  await db.$executeRaw`
    UPDATE "Message" SET body = NULL, state = CASE WHEN state IN ('queued', 'held') THEN 'cancelled' ELSE state END
    WHERE "accountId" = ${accountId}::uuid AND body IS NOT NULL AND state <> 'leased'`;
}
