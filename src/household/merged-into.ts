/** Households that were found to be one and the same: they are looked at, locked and let go of together. */
import type { Deps } from '../deps.ts';

/** Ids of the household and of all that went into it, those first that others did not go into. */
export async function withMerged({ db }: Pick<Deps, 'db'>, householdId: string): Promise<string[]> {
  const rows = await db.$queryRaw<{ id: string }[]>`
    WITH RECURSIVE gone(id, depth) AS (
      SELECT id, 0 FROM "Household" WHERE id = ${householdId}::uuid
      UNION ALL SELECT h.id, depth + 1 FROM "Household" h JOIN gone ON h."mergedIntoId" = gone.id)
    SELECT id FROM gone ORDER BY depth DESC, id`;
  return rows.map(({ id }) => id);
}

/** Locks them in one order until the end of the transaction. Conversations come first, always. */
export async function lockWithMerged(deps: Deps, householdId: string): Promise<void> {
  const ids = await withMerged(deps, householdId);
  await deps.db.$queryRaw`SELECT 1 FROM "Household" WHERE id = ANY(${ids}::uuid[]) ORDER BY id FOR UPDATE`;
}
