/** Households that wait for an officer to say who they are, or where they belong: how many, and which comes first. */
import type { Deps } from '../deps.ts';
import type { Scope } from '../officer/scope.ts';
import { toConfirmSql } from './to-confirm.ts';

/** `toConfirm`: nobody has said yet that they live there · `unplaced`: in no khu phố, which only their ward mends. */
export type WaitsFor = 'toConfirm' | 'unplaced';

export interface NextHousehold {
  /** Of all that wait. */
  count: number;
  /** The one that has waited longest; null: none waits. */
  id: string | null;
}

/** Those of the officer's own family are for another officer, and not among them. */
export async function nextHousehold(
  { db }: Pick<Deps, 'db'>,
  { scope, waitsFor }: { scope: Pick<Scope, 'officerId' | 'wards' | 'areas'>; waitsFor: WaitsFor },
): Promise<NextHousehold> {
  const areas = waitsFor === 'unplaced' ? [] : [...scope.areas];
  const sql = waitsFor === 'unplaced' ? nextSql(`area.kind = 'unplaced' AND h."mergedIntoId" IS NULL`) : nextToConfirmSql;
  const [row] = await db.$queryRawUnsafe<NextHousehold[]>(sql, [...scope.wards], areas, scope.officerId);
  return row ?? { count: 0, id: null };
}

/** How many nobody has confirmed, of those that this officer may. */
export async function countToConfirm(deps: Pick<Deps, 'db'>, scope: Pick<Scope, 'officerId' | 'wards' | 'areas'>): Promise<number> {
  return (await nextHousehold(deps, { scope, waitsFor: 'toConfirm' })).count;
}

/** Khu phố by khu phố (`OFFSET 0`): for all at once the planner would read every household of the city. */
const nextSql = (waits: string) => `
SELECT count(*)::int AS count, (array_agg(h.id ORDER BY h."createdAt", h.id))[1] AS id
FROM "Area" area CROSS JOIN LATERAL (
  SELECT h.id, h."createdAt" FROM "Household" h WHERE h."areaId" = area.id AND ${waits} OFFSET 0) h
WHERE (area."unitCode" = ANY($1::text[]) OR area.id = ANY($2::uuid[]))
  AND NOT h.id = ANY(ARRAY(SELECT own."householdId" FROM "OfficerAccount" o JOIN "Membership" own ON own."accountId" = o."accountId"
    WHERE o."officerId" = $3::uuid AND o."to" IS NULL AND own."to" IS NULL))`;

export const nextToConfirmSql = nextSql(toConfirmSql);
