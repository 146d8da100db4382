/** Which household an account speaks for. */
import type { Deps } from '../deps.ts';
import { agreedFor } from './agreed-for.ts';

/** The household with where it is; the columns are those of the record. */
export type HouseholdOf = NonNullable<Awaited<ReturnType<typeof membershipOf>>>;

/**
 * The household this account is a member of, whatever was agreed to: enough to show people their own data, to let
 * them correct it, leave and erase. Null: none.
 */
export async function membershipOf(deps: Deps, accountId: string) {
  const membership = await deps.db.membership.findFirst({
    where: { accountId, to: null },
    orderBy: { from: 'desc' },
    include: { household: { include: { area: { include: { unit: true } } } } },
  });
  return membership?.household ?? null;
}

/**
 * The household whose file this account may work on: a member who has agreed to purpose 1 with the Hội that answers for
 * it now, and has not taken it back. Everything that uses the file for its purpose goes through here. Null: no such
 * household.
 */
export async function householdOf(deps: Deps, accountId: string): Promise<HouseholdOf | null> {
  const household = await membershipOf(deps, accountId);
  if (!household || !(await agreedFor(deps, accountId, household.area.unitCode))) return null;
  return household;
}

/** Locks the household until the end of the transaction. The conversation's lock comes first, always. */
export async function lockHousehold(deps: Deps, householdId: string): Promise<void> {
  await deps.db.$queryRaw`SELECT 1 FROM "Household" WHERE id = ${householdId}::uuid FOR UPDATE`;
}
