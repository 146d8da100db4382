/** Locks what somebody needs who changes several households at once and tells their members. */
import type { Deps } from '../deps.ts';

/** The members' conversations in one order, then the households in one order: as lock-to-tell.ts does it for one. */
export async function lockHouseholds(deps: Deps, ids: readonly string[]): Promise<void> {
  await lockConversations(deps, ids);
  await deps.db.$queryRaw`SELECT 1 FROM "Household" WHERE id = ANY(${[...ids]}::uuid[]) ORDER BY id FOR UPDATE`;
}

/** Of the members of these households only, whose households are locked afterwards, perhaps with others. */
export async function lockConversations({ db }: Deps, ids: readonly string[]): Promise<void> {
  await db.$queryRaw`
    SELECT 1 FROM "Conversation"
    WHERE "accountId" IN (SELECT "accountId" FROM "Membership" WHERE "householdId" = ANY(${[...ids]}::uuid[]) AND "to" IS NULL)
    ORDER BY "accountId" FOR UPDATE`;
}
