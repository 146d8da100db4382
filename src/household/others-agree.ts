import type { Deps } from '../deps.ts';
import { agreedFor } from './agreed-for.ts';
import { membershipOf } from './household-of.ts';

/** Does another account of the household agree to purpose 1? Then its file goes on being used, whatever this one takes back. */
export async function othersAgree(deps: Deps, accountId: string): Promise<boolean> {
  const household = await membershipOf(deps, accountId);
  if (!household) return false;
  const others = await deps.db.membership.findMany({
    where: { householdId: household.id, to: null, accountId: { not: accountId } },
    select: { accountId: true },
  });
  for (const other of others) if (await agreedFor(deps, other.accountId, household.area.unitCode)) return true;
  return false;
}
