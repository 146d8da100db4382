/** Locks what somebody needs who changes two households at once and tells the members of both. */
import type { Deps } from '../deps.ts';

/** The members' conversations in one order, then the households in one order: as lock-to-tell.ts does it for one. */
export async function lockHouseholds({ db }: Deps, ids: readonly string[]): Promise<void> {
  await db.$queryRaw`
    SELECT 1 FROM "Conversation"
    WHERE "accountId" IN (SELECT "accountId" FROM "Membership" WHERE "householdId" = ANY(${[...ids]}::uuid[]) AND "to" IS NULL)
    ORDER BY "accountId" FOR UPDATE`;
  await db.$queryRaw`SELECT 1 FROM "Household" WHERE id = ANY(${[...ids]}::uuid[]) ORDER BY id FOR UPDATE`;
}
