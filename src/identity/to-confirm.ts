/** Families that somebody registered in chat, and of whom no officer has said yet that they are who they say: how many wait for that. */
import type { Deps } from '../deps.ts';
import type { Scope } from '../officer/scope.ts';

/** Of the household `h`. Those whom officers wrote down themselves wait for nobody. */
export const toConfirmSql = `(h."verifiedAt" IS NULL AND h."mergedIntoId" IS NULL
  AND EXISTS (SELECT 1 FROM "Membership" m WHERE m."householdId" = h.id AND m."to" IS NULL))`;

export async function countToConfirm({ db }: Pick<Deps, 'db'>, { wards, areas }: Pick<Scope, 'wards' | 'areas'>): Promise<number> {
  const [counted] = await db.$queryRawUnsafe<{ count: number }[]>(countSql, [...wards], [...areas]);
  return counted?.count ?? 0;
}

const countSql = `
SELECT count(*)::int AS count FROM "Area" area JOIN "Household" h ON h."areaId" = area.id
WHERE (area."unitCode" = ANY($1::text[]) OR area.id = ANY($2::uuid[])) AND ${toConfirmSql}`;
