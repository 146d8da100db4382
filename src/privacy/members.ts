/** Who is in a household, as leaving it needs to know. */
import type { Deps } from '../deps.ts';

/** Ids of the households that this account is a member of now, in a fixed order. */
export async function householdsOf({ db }: Deps, accountId: string): Promise<string[]> {
  const rows = await db.membership.findMany({
    where: { accountId, to: null },
    distinct: ['householdId'],
    orderBy: { householdId: 'asc' },
    select: { householdId: true },
  });
  return rows.map(({ householdId }) => householdId);
}

/** How many other accounts are members now. */
export async function countOthers({ db }: Deps, householdId: string, accountId: string): Promise<number> {
  const rows = await db.membership.findMany({
    where: { householdId, to: null, accountId: { not: accountId } },
    distinct: ['accountId'],
    select: { accountId: true },
  });
  return rows.length;
}
