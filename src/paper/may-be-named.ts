import type { Deps } from '../deps.ts';
import { controllerOf } from '../household/controller-of.ts';

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
  const [row] = await deps.db.$queryRaw<{ agreed: boolean | null }[]>`
    SELECT bool_and(c.act = 'given' AND c."organisationId" = ${organisationId}::uuid) AS agreed
    FROM "Membership" m
    CROSS JOIN LATERAL (
      SELECT act, "organisationId" FROM "Consent"
      WHERE "accountId" = m."accountId" AND purpose = 'publicList' ORDER BY at DESC, id DESC LIMIT 1
    ) c
    WHERE m."householdId" = ${householdId}::uuid AND m."to" IS NULL`;
  return row?.agreed ?? false;
}
