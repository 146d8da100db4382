import type { Deps } from '../deps.ts';
import { lockHousehold } from '../household/household-of.ts';
import { isOwnHousehold } from '../officer/own-household.ts';
import type { Scope } from '../officer/scope.ts';
import { type FoundHousehold, findHousehold } from './find-household.ts';

type InHand =
  | { outcome: 'inHand'; household: FoundHousehold }
  /** Their own family's is for another officer. */
  | { outcome: 'refused'; why: 'ownHousehold' }
  /** Not there, or not theirs. */
  | { outcome: 'notFound' };

/**
 * A household that an officer acts on, locked to the end of the transaction, and as it is then.
 * @param lock `lockToTell`, where its members are told
 */
export async function householdInHand(
  deps: Deps,
  { scope, householdId }: { scope: Scope; householdId: string },
  lock: (deps: Deps, householdId: string) => Promise<unknown> = lockHousehold,
): Promise<InHand> {
  if (!(await findHousehold(deps, scope, householdId))) return { outcome: 'notFound' };
  await lock(deps, householdId);
  const household = await findHousehold(deps, scope, householdId);
  if (!household) return { outcome: 'notFound' };
  if (await isOwnHousehold(deps, scope.officerId, householdId)) return { outcome: 'refused', why: 'ownHousehold' };
  return { outcome: 'inHand', household };
}
