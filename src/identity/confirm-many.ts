/** An officer knows several families of a list: they are confirmed in one step, each as if alone. */
import { isId } from '../db/is-id.ts';
import type { Deps } from '../deps.ts';
import type { Scope } from '../officer/scope.ts';
import { confirmHousehold } from './confirm-household.ts';
import { listDoubles } from './list-doubles.ts';

/** Why one is left: it is not any more what was shown, or not there · it may be another's double · it is of the officer's own family. */
export const notConfirmed = ['changed', 'double', 'own'] as const;
export type NotConfirmed = (typeof notConfirmed)[number];

export interface PickedHousehold {
  householdId: string;
  /** As it was shown (`seenOf`). */
  seen: string;
}

export type ConfirmedMany = { confirmed: number } & Record<NotConfirmed, number>;

/** More than a page shows. */
const MOST = 100;

/** Needs a transaction. Households are locked in one order. */
export async function confirmMany(
  deps: Deps,
  { scope, picked }: { scope: Scope; picked: readonly PickedHousehold[] },
): Promise<ConfirmedMany> {
  const done: ConfirmedMany = { confirmed: 0, changed: 0, double: 0, own: 0 };
  const inOrder = picked.toSorted((a, b) => (a.householdId < b.householdId ? -1 : 1)).slice(0, MOST);
  for (const one of inOrder) done[await confirmOne(deps, scope, one)] += 1;
  return done;
}

async function confirmOne(deps: Deps, scope: Scope, { householdId, seen }: PickedHousehold): Promise<keyof ConfirmedMany> {
  if (!isId(householdId)) return 'changed';
  const doubles = await listDoubles(deps, { scope, householdId });
  if (doubles.length > 0) return 'double';
  const result = await confirmHousehold(deps, { scope, householdId, seen });
  if (result.outcome === 'done') return 'confirmed';
  return result.outcome === 'refused' && result.why === 'ownHousehold' ? 'own' : 'changed';
}
