/** The sheets of an officer's khu phố, with how far each is. */
import { TITLE } from '../assessment/rubric-in-force.ts';
import { currentOf, seasonsOf } from '../assessment/season-of.ts';
import { Prisma } from '../db/client.ts';
import type { Deps } from '../deps.ts';
import { areasIn, type Scope } from '../officer/scope.ts';
import { inUseSql } from '../review/in-use.ts';

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

/** Places without a household on a sheet that nobody is placed in are left out. */
export async function listSheets(deps: Deps, { scope }: { scope: Scope }): Promise<ListedSheet[]> {
  const areas = await deps.db.area.findMany({ where: areasIn(scope), include: { unit: { select: { name: true } } } });
  const units = [...new Set(areas.map(({ unitCode }) => unitCode))];
  const stored = await seasonsOf(deps, units);
  const now = deps.clock.now();
  const places = areas.map(({ id, unitCode }) => ({ areaId: id, seasonId: currentOf(stored, unitCode, now).id }));
  const counts = await deps.db.$queryRaw<Pick<ListedSheet, 'areaId' | 'known' | 'waiting' | 'confirmed' | 'proposed' | 'notProposed'>[]>`
    SELECT x."areaId", count(h.id)::int AS known,
      count(*) FILTER (WHERE a.state = 'submitted' AND a.stage = 'waiting')::int AS waiting,
      count(*) FILTER (WHERE a.stage = 'confirmed')::int AS confirmed,
      count(*) FILTER (WHERE a.stage IN ('proposed', 'recognised'))::int AS proposed,
      count(*) FILTER (WHERE a.stage IN ('notProposed', 'notRecognised'))::int AS "notProposed"
    FROM jsonb_to_recordset(${JSON.stringify(places)}::jsonb) AS x("areaId" uuid, "seasonId" uuid)
    JOIN "Household" h ON h."areaId" = x."areaId" JOIN "Area" area ON area.id = h."areaId"
    LEFT JOIN "Assessment" a ON a."householdId" = h.id AND a.title = ${TITLE} AND a."seasonId" = x."seasonId"
    WHERE ${Prisma.raw(inUseSql)}
    GROUP BY x."areaId"`;
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
