import type { Deps } from '../deps.ts';
import { controllerOf } from './controller-of.ts';
import { declinedSql, postingSql } from './posting-sql.ts';

/**
 * Whether the name of a household may be shown to everybody now: it agrees to purpose 3 with the Hội of the ward (posting-sql.ts). If not:
 * `declined`, somebody of it said no; `notAsked`, nobody of it ever said anything, or not to this Hội.
 */
export type Naming = 'agreed' | 'declined' | 'notAsked';

/** @param householdId null: it was erased */
export async function namingOf(deps: Deps, { householdId, unitCode }: { householdId: string | null; unitCode: string }): Promise<Naming> {
  if (householdId === null) return 'notAsked';
  const { id: organisationId } = await controllerOf(deps, unitCode);
  const sql = `SELECT ${postingSql('$1::uuid', '$2::uuid')} AS agreed, ${declinedSql('$1::uuid')} AS declined`;
  const [row] = await deps.db.$queryRawUnsafe<{ agreed: boolean; declined: boolean }[]>(sql, householdId, organisationId);
  if (row?.agreed) return 'agreed';
  return row?.declined ? 'declined' : 'notAsked';
}
