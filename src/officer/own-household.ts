/** What is an officer's own family's is left to another officer, whatever there is to do. */
import type { Deps } from '../deps.ts';

/** Those of these households that the officer is a member of, in whatever chat they are spoken with. */
export async function ownAmong({ db }: Pick<Deps, 'db'>, officerId: string, householdIds: readonly string[]): Promise<Set<string>> {
  const rows = await db.membership.findMany({
    where: { householdId: { in: [...householdIds] }, to: null, account: { officerAccounts: { some: { officerId, to: null } } } },
    select: { householdId: true },
  });
  return new Set(rows.map(({ householdId }) => householdId));
}

export async function isOwnHousehold(deps: Pick<Deps, 'db'>, officerId: string, householdId: string): Promise<boolean> {
  return (await ownAmong(deps, officerId, [householdId])).size > 0;
}
