/** Bảng bình xét: the whole khu phố on one sheet. */
import { rubricFor } from '../assessment/rubric-in-force.ts';
import { type CurrentSeason, seasonOf } from '../assessment/season-of.ts';
import { audit } from '../db/audit.ts';
import type { Deps } from '../deps.ts';
import { listDoubles } from '../identity/list-doubles.ts';
import { ownAmong } from '../officer/own-household.ts';
import { areasIn, type Scope } from '../officer/scope.ts';
import type { Flag } from '../review/flags.ts';
import { flagsFor } from '../review/look-at.ts';
import { readFiles } from '../review/read-files.ts';
import { type SheetRow, sheetRows, waits } from './sheet-rows.ts';

export interface Sheet {
  area: SheetArea;
  season: Pick<CurrentSeason, 'id' | 'name' | 'year' | 'trial' | 'phase'>;
  /** Nobody has adopted the rubric: "bảng điểm thử". */
  trial: boolean;
  /** Points that can be reached. */
  max: number;
  passMark: number;
  rows: SheetRow[];
  /** What there is to look at in a file that waits, and whether its household disagrees, by assessment; nothing: it is absent. */
  flags: ReadonlyMap<string, readonly Flag[]>;
  /** Households that look like another's double. */
  doubles: ReadonlySet<string>;
  /** Households of the officer's own family, which another officer speaks of. */
  own: ReadonlySet<string>;
}

export interface SheetArea {
  id: string;
  name: string;
  unitCode: string;
  /** Name of the ward. */
  unit: string;
}

export type FoundSheet = { outcome: 'found'; sheet: Sheet } | { outcome: 'notFound' };

/** @param options.purpose what it is read for: it is full of people, so that is written down */
export async function sheetOf(
  deps: Deps,
  { scope, areaId, purpose = 'read' }: { scope: Scope; areaId: string; purpose?: 'read' | 'export' },
): Promise<FoundSheet> {
  const area = await sheetArea(deps, scope, areaId);
  if (!area) return { outcome: 'notFound' };
  const season = await seasonOf(deps, area.unitCode);
  const { rubric, trial } = await rubricFor(deps, season, null);
  const rows = await sheetRows(deps, { areaId: area.id, season });
  await audit(deps, {
    actor: `officer:${scope.officerId}`,
    action: `sheet.${purpose}`,
    subject: `area:${area.id}`,
    detail: { season: season.id, households: rows.length },
  });
  const { id, name, year, trial: trialSeason, phase } = season;
  return {
    outcome: 'found',
    sheet: {
      area,
      season: { id, name, year, trial: trialSeason, phase },
      trial,
      max: rubric.total,
      passMark: rubric.passMark.normal,
      rows,
      flags: await flagsIn(deps, rows),
      doubles: await doublesIn(deps, scope, area.id),
      own: await ownAmong(
        deps,
        scope.officerId,
        rows.map(({ householdId }) => householdId),
      ),
    },
  };
}

async function flagsIn(deps: Deps, rows: readonly SheetRow[]): Promise<Map<string, readonly Flag[]>> {
  const waiting = rows.filter(waits).flatMap(({ assessmentId }) => assessmentId ?? []);
  const found = await flagsFor(deps, await readFiles(deps, { id: { in: waiting } }));
  const flags = rows.flatMap(({ assessmentId, objection }): [string, Flag[]][] => {
    if (assessmentId === null) return [];
    const seen = (found.get(assessmentId) ?? []).filter(({ kind }) => kind !== 'objects');
    // Of files that do not wait only this is news: whoever judges its line should know. Also who sent nothing may disagree with the meeting.
    return [[assessmentId, objection === null ? seen : [{ kind: 'objects' }, ...seen]]];
  });
  return new Map(flags.filter(([, one]) => one.length > 0));
}

async function doublesIn(deps: Deps, scope: Scope, areaId: string): Promise<Set<string>> {
  const doubles = await listDoubles(deps, { scope, areaId });
  return new Set(doubles.flatMap(({ one, other }) => [one.id, other.id]));
}

/** Null: not there, or not theirs. */
export async function sheetArea({ db }: Pick<Deps, 'db'>, scope: Scope, areaId: string): Promise<SheetArea | null> {
  const area = await db.area.findFirst({ where: { AND: [{ id: areaId }, areasIn(scope)] }, include: { unit: { select: { name: true } } } });
  return area && { id: area.id, name: area.name, unitCode: area.unitCode, unit: area.unit.name };
}
