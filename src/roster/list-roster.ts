/** What is written down of the wards that an officer looks after. */
import type { Deps } from '../deps.ts';
import type { Scope } from '../officer/scope.ts';

export interface RosterOfWard {
  unitCode: string;
  unit: string;
  areas: { id: string; name: string; permanent: number | null; temporary: number | null; registered: number; listed: number }[];
  /** When a list was taken in last, and by whom. */
  last: { at: Date; officer: string | null } | null;
}

/** In the order in which people count khu phố. `registered`: somebody speaks for them; `listed`: they have a code of the ward's. */
export async function listRoster({ db }: Pick<Deps, 'db'>, { scope }: { scope: Scope }): Promise<RosterOfWard[]> {
  const units = await db.unit.findMany({ where: { code: { in: [...scope.wards] } }, orderBy: { name: 'asc' } });
  const areas = await db.$queryRaw<(RosterOfWard['areas'][number] & { unitCode: string })[]>`
    SELECT a.id, a.name, a."unitCode", a."householdsPermanent" AS permanent, a."householdsTemporary" AS temporary,
      count(h.id) FILTER (WHERE EXISTS (SELECT 1 FROM "Membership" m WHERE m."householdId" = h.id AND m."to" IS NULL))::int AS registered,
      count(h."houseCode")::int AS listed
    FROM "Area" a LEFT JOIN "Household" h ON h."areaId" = a.id AND h."mergedIntoId" IS NULL
    WHERE a."unitCode" = ANY(${[...scope.wards]}::text[]) AND a.kind <> 'unplaced'
    GROUP BY a.id`;
  const last = await db.$queryRaw<{ unitCode: string; at: Date; officer: string | null }[]>`
    SELECT DISTINCT ON (i."unitCode") i."unitCode", i.at, o.name AS officer
    FROM "RosterImport" i LEFT JOIN "Officer" o ON o.id = i."officerId"
    WHERE i."unitCode" = ANY(${[...scope.wards]}::text[]) AND jsonb_exists(i.counts, 'newAreas')
    ORDER BY i."unitCode", i.at DESC`;
  return units.map(({ code, name }) => {
    const newest = last.find(({ unitCode }) => unitCode === code);
    return {
      unitCode: code,
      unit: name,
      areas: areas
        .filter(({ unitCode }) => unitCode === code)
        .map(({ unitCode: _, ...area }) => area)
        .sort((a, b) => a.name.localeCompare(b.name, 'vi', { numeric: true })),
      last: newest ? { at: newest.at, officer: newest.officer } : null,
    };
  });
}
