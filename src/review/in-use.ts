/** Whose file officers may use: a household that agrees, or one that does not chat and has agreed elsewhere. */
import type { Deps } from '../deps.ts';
import { controllerSql } from '../household/member-sql.ts';

/**
 * A member agrees to self-assessment with the Hội that answers for where they live, or there is no member at all; and it was not
 * merged into another. Of the household `h` in `area`.
 */
export const inUseSql = `h."mergedIntoId" IS NULL AND (
  NOT EXISTS (SELECT 1 FROM "Membership" m WHERE m."householdId" = h.id AND m."to" IS NULL)
  OR EXISTS (
    SELECT 1 FROM "Membership" m CROSS JOIN LATERAL (
      SELECT act, "organisationId" FROM "Consent"
      WHERE "accountId" = m."accountId" AND purpose = 'selfAssessment' ORDER BY at DESC, id DESC LIMIT 1) newest
    WHERE m."householdId" = h.id AND m."to" IS NULL AND newest.act = 'given' AND newest."organisationId" = (${controllerSql})))`;

/** Those of these households whose files may be used. */
export async function inUse({ db }: Pick<Deps, 'db'>, householdIds: readonly string[]): Promise<Set<string>> {
  if (householdIds.length === 0) return new Set();
  const rows = await db.$queryRawUnsafe<{ id: string }[]>(someSql, householdIds);
  return new Set(rows.map(({ id }) => id));
}

const someSql = `
SELECT h.id FROM "Household" h JOIN "Area" area ON area.id = h."areaId"
WHERE h.id = ANY($1::uuid[]) AND ${inUseSql}`;
