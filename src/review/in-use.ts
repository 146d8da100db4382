/** Whose file officers may use: a household that agrees, or one that does not chat and has agreed elsewhere. */
import type { Deps } from '../deps.ts';
import { controllerSql } from '../household/member-sql.ts';
import { oneFamilySql } from '../household/one-family-sql.ts';

/** The Hội that answers for each khu phố, looked up once a ward: `controller`, by the area where a household lives. */
export const controllersSql = `controller AS MATERIALIZED (
  SELECT place.id AS "areaId", held."organisationId"
  FROM (SELECT area."unitCode", (${controllerSql}) AS "organisationId" FROM (SELECT code AS "unitCode" FROM "Unit") area OFFSET 0) held
  JOIN "Area" place ON place."unitCode" = held."unitCode")`;

/**
 * The same for one row after the other: of a plan that nests loops, going through `controller` for every household would be most of the work.
 * @param area SQL of the id of where it lives
 */
export function controllerAtSql(area: string): string {
  return `(SELECT (${controllerSql}) AS "organisationId" FROM "Area" area WHERE area.id = ${area} OFFSET 0)`;
}

/** Nobody is a member of the household: it can be told nothing in chat. One by one (`OFFSET 0`): for many, the planner would read every member of the city. */
export function silentSql(household: string): string {
  return `NOT EXISTS (SELECT 1 FROM "Membership" m WHERE m."householdId" = ${household} AND m."to" IS NULL OFFSET 0)`;
}

/**
 * A member agrees to self-assessment with the Hội that answers for where they live, or the household, or one that was merged
 * into it, has signed a slip for it; or there is no member at all, and no slip was taken back. Members are looked at once, and slips
 * only where none of them agrees.
 * @param household SQL of its id
 * @param organisation SQL of that Hội's id
 */
export function agreesSql(household: string, organisation: string): string {
  return `(
  SELECT CASE WHEN bool_or(newest.act = 'given' AND newest."organisationId" = ${organisation}) THEN true ELSE COALESCE(
    (SELECT slip.act = 'given' AND slip."organisationId" = ${organisation} FROM (${oneFamilySql(household)}) family
      CROSS JOIN LATERAL (
        SELECT act, "organisationId", at, id FROM "Consent"
        WHERE "householdId" = family.id AND purpose = 'selfAssessment' ORDER BY at DESC, id DESC LIMIT 1) slip
      ORDER BY slip.at DESC, slip.id DESC LIMIT 1),
    count(*) = 0) END
  FROM "Membership" m LEFT JOIN LATERAL (
    SELECT act, "organisationId" FROM "Consent"
    WHERE "accountId" = m."accountId" AND purpose = 'selfAssessment' ORDER BY at DESC, id DESC LIMIT 1) newest ON true
  WHERE m."householdId" = ${household} AND m."to" IS NULL)`;
}

/** Those of these households whose files may be used: they agree, and were not merged into another. */
export async function inUse({ db }: Pick<Deps, 'db'>, householdIds: readonly string[]): Promise<Set<string>> {
  if (householdIds.length === 0) return new Set();
  const rows = await db.$queryRawUnsafe<{ id: string }[]>(someSql, householdIds);
  return new Set(rows.map(({ id }) => id));
}

const someSql = `
SELECT h.id FROM "Household" h CROSS JOIN LATERAL ${controllerAtSql('h."areaId"')} controller
WHERE h.id = ANY($1::uuid[]) AND h."mergedIntoId" IS NULL AND ${agreesSql('h.id', 'controller."organisationId"')}`;
