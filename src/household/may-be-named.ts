import type { Deps } from '../deps.ts';
import { controllerOf } from './controller-of.ts';
import { postingSql } from './posting-sql.ts';

/**
 * Whether the name of a household may be shown to everybody now: an account of it agrees to purpose 3 with the Hội of the ward, and
 * no other of its accounts that was asked does not.
 * @param householdId null: it was erased
 */
export async function mayBeNamed(
  deps: Deps,
  { householdId, unitCode }: { householdId: string | null; unitCode: string },
): Promise<boolean> {
  if (householdId === null) return false;
  const { id: organisationId } = await controllerOf(deps, unitCode);
  const sql = `SELECT ${postingSql('$1::uuid', '$2::uuid')} AS agreed`;
  const [row] = await deps.db.$queryRawUnsafe<{ agreed: boolean }[]>(sql, householdId, organisationId);
  return row?.agreed ?? false;
}
