/** Which of many chats speak for an officer, by a plain statement. */
import type { RawDeps } from '../deps.ts';

export async function officersAmong({ db, clock }: RawDeps, accountIds: readonly string[]): Promise<Set<string>> {
  const rows = await db.$queryRawUnsafe<{ accountId: string }[]>(amongSql, accountIds, clock.now());
  return new Set(rows.map(({ accountId }) => accountId));
}

const amongSql = `
SELECT "accountId" FROM "OfficerAccount" spoken
WHERE "accountId" = ANY($1::uuid[]) AND "to" IS NULL AND EXISTS (
  SELECT 1 FROM "Grant" held WHERE held."officerId" = spoken."officerId"
    AND held."from" <= $2::timestamptz AND (held."to" IS NULL OR held."to" > $2::timestamptz))`;
