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

/** Ids of the other accounts that are members now, in a fixed order. */
export async function othersIn({ db }: Deps, householdId: string, accountId: string): Promise<string[]> {
  const rows = await db.membership.findMany({
    where: { householdId, to: null, accountId: { not: accountId } },
    distinct: ['accountId'],
    orderBy: { accountId: 'asc' },
    select: { accountId: true },
  });
  return rows.map((row) => row.accountId);
}
