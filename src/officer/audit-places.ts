/** Where what the audit speaks of is: no household is named, and none has a code there. */
import type { Deps } from '../deps.ts';

export interface AuditPlace {
  unit: string;
  /** Null: the ward as a whole; empty: "chưa xếp khu phố". */
  area: string | null;
}

/** By subject, as the audit has it; absent is what is nowhere, or not there any more. */
export async function placesOf({ db }: Pick<Deps, 'db'>, subjects: readonly string[]): Promise<Map<string, AuditPlace>> {
  const rows = await db.$queryRawUnsafe<({ subject: string } & AuditPlace)[]>(placesSql, [...new Set(subjects)]);
  return new Map(rows.map(({ subject, ...place }) => [subject, place]));
}

/** Kinds of records that have a place, and the columns that say it. */
const AT = {
  household: ['"Household"', 'NULL', '"areaId"'],
  assessment: ['"Assessment"', 'NULL', '"areaId"'],
  assist: ['"Assist"', 'NULL', '"areaId"'],
  decision: ['"Decision"', '"unitCode"', 'NULL'],
  announcement: ['"Announcement"', '"unitCode"', 'NULL'],
  training: ['"Training"', '"unitCode"', 'NULL'],
  rosterImport: ['"RosterImport"', '"unitCode"', 'NULL'],
  help: ['"HelpRequest"', '"unitCode"', '"areaId"'],
  code: ['"Code"', '"unitCode"', '"areaId"'],
  grant: ['"Grant"', '"unitCode"', '"areaId"'],
} as const;

const records = Object.entries(AT).map(
  ([kind, [table, unit, area]]) => `SELECT ${unit}::text, ${area}::uuid FROM ${table} WHERE asked.kind = '${kind}' AND id = asked.uuid`,
);

const placesSql = `
WITH asked AS (
  SELECT subject, split_part(subject, ':', 1) AS kind, split_part(subject, ':', 2) AS id,
    CASE WHEN split_part(subject, ':', 2) ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' THEN split_part(subject, ':', 2)::uuid END AS uuid
  FROM unnest($1::text[]) AS subject
)
SELECT asked.subject, unit.name AS unit, area.name AS area
FROM asked
CROSS JOIN LATERAL (
  ${records.join(' UNION ALL ')}
  UNION ALL SELECT NULL, f."areaId" FROM "Evidence" e JOIN "Assessment" f ON f.id = e."assessmentId" WHERE asked.kind = 'evidence' AND e.id = asked.uuid
  UNION ALL SELECT asked.id, NULL WHERE asked.kind = 'unit'
  UNION ALL SELECT NULL, asked.uuid WHERE asked.kind = 'area'
) found("unitCode", "areaId")
LEFT JOIN "Area" area ON area.id = found."areaId"
JOIN "Unit" unit ON unit.code = COALESCE(found."unitCode", area."unitCode")`;
