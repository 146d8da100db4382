/** Locks what somebody needs who changes a household's file and tells its members so. */
import type { Deps } from '../deps.ts';
import { lockHousehold } from './household-of.ts';

/**
 * The conversations of the members, in one order, and then the household: conversation before household, always. Who comes in
 * between the two is not told; their menu says how things stand.
 * @param officerIds who is told as well, in whatever chat they are spoken with
 */
export async function lockToTell(deps: Deps, householdId: string, officerIds: readonly string[] = []): Promise<void> {
  await deps.db.$queryRaw`
    SELECT 1 FROM "Conversation"
    WHERE "accountId" IN (SELECT "accountId" FROM "Membership" WHERE "householdId" = ${householdId}::uuid AND "to" IS NULL)
      OR "accountId" IN (SELECT "accountId" FROM "OfficerAccount" WHERE "officerId" = ANY(${[...officerIds]}::uuid[]) AND "to" IS NULL)
    ORDER BY "accountId" FOR UPDATE`;
  await lockHousehold(deps, householdId);
}
