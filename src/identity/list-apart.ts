/** Of which households somebody said that this one is not the same as; those that the officer looks after. */
import type { Deps } from '../deps.ts';
import { householdsIn, type Scope } from '../officer/scope.ts';

export interface ListedApart {
  id: string;
  code: string;
  headName: string;
}

export async function listApart(
  { db }: Pick<Deps, 'db'>,
  { scope, householdId }: { scope: Scope; householdId: string },
): Promise<ListedApart[]> {
  const pairs = await db.householdsApart.findMany({
    where: { undoneAt: null, OR: [{ householdId }, { otherId: householdId }] },
    orderBy: { at: 'desc' },
  });
  const others = pairs.map((pair) => (pair.householdId === householdId ? pair.otherId : pair.householdId));
  if (others.length === 0) return [];
  const where = { AND: [{ id: { in: others }, mergedIntoId: null }, householdsIn(scope)] };
  return db.household.findMany({ where, select: { id: true, code: true, headName: true }, orderBy: { code: 'asc' } });
}
