/** "Không phải một nhà": said once, and remembered, until somebody takes it back. */
import { audit } from '../db/audit.ts';
import type { Deps } from '../deps.ts';
import type { Scope } from '../officer/scope.ts';
import { findHousehold } from './find-household.ts';

interface ApartOptions {
  scope: Scope;
  householdId: string;
  otherId: string;
}

export async function setApart(deps: Deps, options: ApartOptions): Promise<{ outcome: 'apart' | 'notFound' }> {
  const pair = await pairOf(deps, options);
  if (!pair) return { outcome: 'notFound' };
  await setApartFrom(deps, { officerId: options.scope.officerId, ...pair });
  return { outcome: 'apart' };
}

/** They may be one after all: they are suggested again. Needs a transaction. */
export async function undoApart(deps: Deps, options: ApartOptions): Promise<{ outcome: 'undone' | 'notFound' }> {
  const pair = await pairOf(deps, options);
  if (!pair) return { outcome: 'notFound' };
  const { householdId, otherId } = pair;
  const { officerId } = options.scope;
  const { count } = await deps.db.householdsApart.updateMany({
    where: { householdId, otherId, undoneAt: null },
    data: { undoneAt: deps.clock.now(), undoneBy: officerId },
  });
  const about = { subject: `household:${householdId}`, detail: { other: otherId } };
  if (count > 0) await audit(deps, { actor: `officer:${officerId}`, action: 'household.undoApart', ...about });
  return { outcome: 'undone' };
}

/** Of households that the officer has been found to look after; once a pair. */
export async function setApartFrom(
  deps: Deps,
  { officerId, ...pair }: { officerId: string; householdId: string; otherId: string },
): Promise<void> {
  const { householdId, otherId } = inOrder(pair.householdId, pair.otherId);
  const row = { id: deps.ids.next(), householdId, otherId, officerId, at: deps.clock.now() };
  const { count } = await deps.db.householdsApart.createMany({ data: [row], skipDuplicates: true });
  const about = { subject: `household:${householdId}`, detail: { other: otherId } };
  if (count === 1) await audit(deps, { actor: `officer:${officerId}`, action: 'household.apart', ...about });
}

async function pairOf(deps: Deps, { scope, householdId, otherId }: ApartOptions) {
  const [one, other] = [await findHousehold(deps, scope, householdId), await findHousehold(deps, scope, otherId)];
  return one && other && one.id !== other.id ? inOrder(one.id, other.id) : null;
}

function inOrder(one: string, other: string): { householdId: string; otherId: string } {
  return one < other ? { householdId: one, otherId: other } : { householdId: other, otherId: one };
}
