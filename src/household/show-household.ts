/** What the records say about a member's household. */
import type { Deps } from '../deps.ts';
import { membershipOf } from './household-of.ts';
import { placeOf } from './places.ts';

/** Null: not a member. `phone` is that of the account, not of the household. */
export async function showHousehold(deps: Deps, { accountId }: { accountId: string }) {
  const household = await membershipOf(deps, accountId);
  if (!household) return null;
  const { phone } = await deps.db.account.findUniqueOrThrow({ where: { id: accountId }, select: { phone: true } });
  const { code, headName, residence, verifiedAt } = household;
  const { preschool, primary, lowerSecondary, upperSecondary, adults, elders } = household;
  const counts = { preschool, primary, lowerSecondary, upperSecondary, adults, elders };
  return { code, ...placeOf(household.area), head: headName, residence, ...counts, phone, verified: verifiedAt !== null };
}
