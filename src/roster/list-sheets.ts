/** The sheets of an officer's khu phố, with how far each is. */
import { TITLE } from '../assessment/rubric-in-force.ts';
import { currentOf, seasonsOf } from '../assessment/season-of.ts';
import type { Deps } from '../deps.ts';
import { areasIn, type Scope } from '../officer/scope.ts';
import { proposedSql } from '../report/station-sql.ts';
import { heldSql, waitsSql } from '../review/hand-of.ts';
import { agreesSql, controllersSql } from '../review/in-use.ts';

export interface ListedSheet {
  areaId: string;
  name: string;
  unit: string;
  /** As the ward counts them; null: it has not said. */
  households: number | null;
  /** Lines of the sheet. */
  known: number;
  /** Sent, and not confirmed yet. */
  waiting: number;
  confirmed: number;
  proposed: number;
  notProposed: number;
}

type Counted = Pick<ListedSheet, 'areaId' | 'known' | 'waiting' | 'confirmed' | 'proposed' | 'notProposed'>;

/** Places without a household on a sheet that nobody is placed in are left out. */
export async function listSheets(deps: Deps, { scope }: { scope: Scope }): Promise<ListedSheet[]> {
  const areas = await deps.db.area.findMany({ where: areasIn(scope), include: { unit: { select: { name: true } } } });
  const units = [...new Set(areas.map(({ unitCode }) => unitCode))];
  const stored = await seasonsOf(deps, units);
  const now = deps.clock.now();
  const places = areas.map(({ id, unitCode }) => {
    const { id: seasonId, phase } = currentOf(stored, unitCode, now);
    return { areaId: id, seasonId, closed: phase === 'after' };
  });
  const counts = await deps.db.$queryRawUnsafe<Counted[]>(sheetCountsSql, JSON.stringify(places), TITLE);
  const none = { known: 0, waiting: 0, confirmed: 0, proposed: 0, notProposed: 0 };
  return areas
    .map(({ id, name, kind, unit, householdsPermanent, householdsTemporary }) => ({
      kind,
      sheet: {
        ...none,
        ...counts.find(({ areaId }) => areaId === id),
        ...{ areaId: id, name, unit: unit.name },
        households:
          householdsPermanent === null && householdsTemporary === null ? null : (householdsPermanent ?? 0) + (householdsTemporary ?? 0),
      },
    }))
    .filter(({ kind, sheet }) => kind !== 'unplaced' || sheet.known > 0)
    .map(({ sheet }) => sheet)
    .sort((a, b) => a.unit.localeCompare(b.unit, 'vi') || a.name.localeCompare(b.name, 'vi', { numeric: true }));
}

/** `$1` khu phố with their seasons, `$2` the title. The Hội is looked up once a khu phố. */
export const sheetCountsSql = `
WITH ${controllersSql}, place AS MATERIALIZED (
  SELECT x."areaId", x."seasonId", x.closed, controller."organisationId"
  FROM jsonb_to_recordset($1::jsonb) AS x("areaId" uuid, "seasonId" uuid, closed boolean) JOIN controller ON controller."areaId" = x."areaId"
)
SELECT home."areaId", count(*)::int AS known,
  count(*) FILTER (WHERE ${waitsSql('home.closed')})::int AS waiting,
  count(*) FILTER (WHERE a.stage = 'confirmed' AND ${heldSql('home.closed')})::int AS confirmed,
  count(*) FILTER (WHERE ${proposedSql})::int AS proposed,
  count(*) FILTER (WHERE a.stage = 'notProposed')::int AS "notProposed"
FROM (
  -- Khu phố by khu phố (OFFSET 0): for all at once the planner would read every household of the city.
  SELECT h.id, place.* FROM place CROSS JOIN LATERAL (
    SELECT id FROM "Household" WHERE "areaId" = place."areaId" AND "mergedIntoId" IS NULL OFFSET 0) h
  WHERE ${agreesSql('h.id', 'place."organisationId"')} OFFSET 0
) home
LEFT JOIN LATERAL (
  SELECT id, state, stage FROM "Assessment" WHERE "householdId" = home.id AND title = $2 AND "seasonId" = home."seasonId" OFFSET 0) a ON true
GROUP BY 1`;
