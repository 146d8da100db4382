/**
 * Where families are invited, too, an officer who comes as such is also an adult of their own family: the one that they are a member of in a
 * chat in which they are spoken with.
 */
import type { Deps } from '../deps.ts';

/** Of the officer's seat `s` at the training `t`: the household, in the ward of the training. SQL, at most one row `id`. */
export const homeOfOfficerSql = `
  SELECT h.id FROM "OfficerAccount" held JOIN "Membership" m ON m."accountId" = held."accountId" AND m."to" IS NULL
  JOIN "Household" h ON h.id = m."householdId" JOIN "Area" area ON area.id = h."areaId" AND area."unitCode" = t."unitCode"
  WHERE held."officerId" = s."officerId" AND held."to" IS NULL AND t.audience = 'both'
  ORDER BY m."accountId" = s."accountId" DESC NULLS LAST, m."from" DESC, m.id LIMIT 1`;

/** Whose file says that somebody was there; null: nobody's. */
export async function familyOf({ db }: Pick<Deps, 'db'>, seat: { id: string; householdId: string | null }): Promise<string | null> {
  if (seat.householdId !== null) return seat.householdId;
  const [home] = await db.$queryRawUnsafe<{ id: string }[]>(familySql, seat.id);
  return home?.id ?? null;
}

/** $1 seat */
const familySql = `
SELECT home.id FROM "TrainingSeat" s JOIN "Training" t ON t.id = s."trainingId" CROSS JOIN LATERAL (${homeOfOfficerSql}) home
WHERE s.id = $1::uuid`;
