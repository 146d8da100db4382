/** "Không phải một nhà": said once, and remembered. */
import { audit } from '../db/audit.ts';
import type { Deps } from '../deps.ts';
import type { Scope } from '../officer/scope.ts';
import { findHousehold } from './find-household.ts';

export async function setApart(
  deps: Deps,
  { scope, householdId, otherId }: { scope: Scope; householdId: string; otherId: string },
): Promise<{ outcome: 'apart' | 'notFound' }> {
  const [one, other] = [await findHousehold(deps, scope, householdId), await findHousehold(deps, scope, otherId)];
  if (!one || !other || one.id === other.id) return { outcome: 'notFound' };
  const [first, second] = one.id < other.id ? [one.id, other.id] : [other.id, one.id];
  const row = { householdId: first, otherId: second, officerId: scope.officerId, at: deps.clock.now() };
  const { count } = await deps.db.householdsApart.createMany({ data: [row], skipDuplicates: true });
  const actor = `officer:${scope.officerId}`;
  if (count === 1) await audit(deps, { actor, action: 'household.apart', subject: `household:${first}`, detail: { other: second } });
  return { outcome: 'apart' };
}
