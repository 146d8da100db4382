/** Takes a sheet in as an officer left it: all its lines, or none. */
import { rubricFor } from '../assessment/rubric-in-force.ts';
import { seasonOf } from '../assessment/season-of.ts';
import { contentHash } from '../canonical.ts';
import type { Deps } from '../deps.ts';
import { ownAmong } from '../officer/own-household.ts';
import type { Scope } from '../officer/scope.ts';
import { basisOf } from './basis.ts';
import { insertHouseholds, type WrittenHousehold } from './insert-households.ts';
import { freshRow, isTouched, planSheet, type RefusedLine, type SheetLine } from './plan-sheet.ts';
import { type SheetArea, sheetArea } from './sheet-of.ts';
import { sheetRows } from './sheet-rows.ts';
import { type ChangedLine, whoChanged } from './who-changed.ts';
import { writeSheet } from './write-sheet.ts';

export interface SaveOptions {
  scope: Scope;
  areaId: string;
  /** `Sheet.season.id` of what the officer was given. */
  season: string;
  lines: readonly SheetLine[];
  /** Households that were not on it. */
  added?: readonly AddedLine[];
  /** The paper with signatures on which those are named, in the officer's words; needed where some are. */
  basis?: string;
}

export interface AddedLine extends Omit<WrittenHousehold, 'areaId'>, Omit<SheetLine, 'householdId' | 'shown'> {}

export type SavedSheet =
  | { outcome: 'saved'; proposed: number; notProposed: number; points: number; added: number }
  /** Nothing was written: first the sheet as it is now must be seen. */
  | { outcome: 'changed'; lines: ChangedLine[] }
  /** Nothing was written: these cannot be as they are. */
  | { outcome: 'refused'; lines: RefusedLine[]; houseCodes: string[] }
  /** Self-assessment has not begun, or the sheet is of another season. */
  | { outcome: 'notYet' }
  | { outcome: 'otherSeason' }
  | { outcome: 'basisMissing' }
  | { outcome: 'notFound' };

/** Needs a transaction. The households that are spoken of are locked to its end, in one order. */
export async function saveSheet(deps: Deps, options: SaveOptions): Promise<SavedSheet> {
  const { scope, areaId, lines, added = [] } = options;
  const area = await sheetArea(deps, scope, areaId);
  if (!area) return { outcome: 'notFound' };
  const season = await seasonOf(deps, area.unitCode);
  if (season.id !== options.season) return { outcome: 'otherSeason' };
  if (season.phase === 'before') return { outcome: 'notYet' };
  const basis = added.some(({ headName }) => headName !== '') ? basisOf(options.basis ?? '') : undefined;
  if (basis === null) return { outcome: 'basisMissing' };
  const { rubric, versionId } = await rubricFor(deps, season, null);
  const taken = await houseCodesTaken(deps, area, added);
  const householdIds = lines.filter(isTouched).map(({ householdId }) => householdId);
  await deps.db.$queryRaw`SELECT 1 FROM "Household" WHERE id = ANY(${householdIds}::uuid[]) ORDER BY id FOR UPDATE`;
  const rows = await sheetRows(deps, { areaId: area.id, season, householdIds });
  const own = await ownAmong(deps, scope.officerId, householdIds);
  const { deeds, changed, refused } = planSheet(rows, lines, rubric.total, own);
  if (changed.length > 0) return { outcome: 'changed', lines: await whoChanged(deps, changed, season) };
  const newcomers = planNewcomers(added, rubric.total);
  refused.push(...newcomers.refused);
  if (refused.length > 0 || taken.length > 0) return { outcome: 'refused', lines: refused, houseCodes: taken };
  const ids = await insertHouseholds(
    deps,
    added.map(({ houseCode, headName, residence }) => ({ areaId: area.id, houseCode, headName, residence })),
  );
  const all = [...deeds, ...newcomers.deeds.map((deed) => ({ ...deed, row: freshRow(ids[indexIn(deed.row.householdId)] as string) }))];
  const importId = basis === undefined ? null : await recordBasis(deps, { scope, area, basis, added });
  const newHouseholds = added.map(({ source }, index) => ({ id: ids[index] as string, source, importId }));
  await writeSheet(deps, { scope, area, season, versionId }, { deeds: all, added: newHouseholds });
  return {
    outcome: 'saved',
    proposed: all.filter(({ act }) => act === 'propose').length,
    notProposed: all.filter(({ act }) => act === 'notPropose').length,
    points: all.filter(({ points, row }) => points !== row.points).length,
    added: added.length,
  };
}

/** How a household is called that has no id yet: by its place among those that are added. */
export function newcomer(index: number): string {
  return `new:${index}`;
}

function indexIn(name: string): number {
  return Number(name.slice(newcomer(0).length - 1));
}

function planNewcomers(added: readonly AddedLine[], max: number) {
  const rows = added.map((_, index) => freshRow(newcomer(index)));
  const shown = { seen: '0.0', proposal: null, points: null, why: null };
  return planSheet(
    rows,
    added.map((line, index) => ({ ...line, shown, householdId: newcomer(index) })),
    max,
  );
}

interface Named {
  scope: Scope;
  area: SheetArea;
  basis: string;
  added: readonly AddedLine[];
}

/** Kept as that of a list is. */
async function recordBasis(deps: Deps, { scope, area, basis, added }: Named): Promise<string> {
  const id = deps.ids.next();
  const { officerId } = scope;
  const record = { id, unitCode: area.unitCode, officerId, at: deps.clock.now(), legalBasis: basis };
  await deps.db.rosterImport.create({
    data: { ...record, sha256: contentHash(added), counts: { area: area.id, households: added.length } },
  });
  return id;
}

/** House codes that another household of the khu phố has, or that are given twice. */
async function houseCodesTaken(deps: Deps, area: SheetArea, added: readonly AddedLine[]): Promise<string[]> {
  if (added.length === 0) return [];
  await deps.db.$queryRaw`SELECT id FROM "Area" WHERE id = ${area.id}::uuid FOR NO KEY UPDATE`;
  const codes = added.flatMap(({ houseCode }) => houseCode ?? []);
  const stored = await deps.db.household.findMany({ where: { areaId: area.id, houseCode: { in: codes } }, select: { houseCode: true } });
  const seen = new Set(stored.map(({ houseCode }) => houseCode));
  return codes.filter((code) => {
    const taken = seen.has(code);
    seen.add(code);
    return taken;
  });
}
