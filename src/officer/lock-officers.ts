/** Locks the chats of officers who are told something, in one order; before any household, as everywhere. */
import type { Deps } from '../deps.ts';

export async function lockOfficers({ db }: Pick<Deps, 'db'>, officerIds: readonly string[]): Promise<void> {
  await db.$queryRaw`
    SELECT 1 FROM "Conversation"
    WHERE "accountId" IN (SELECT "accountId" FROM "OfficerAccount" WHERE "officerId" = ANY(${[...officerIds]}::uuid[]) AND "to" IS NULL)
    ORDER BY "accountId" FOR UPDATE`;
}
