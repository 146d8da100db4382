/** Takes a sheet in as an officer left it: all its lines, or none. */
import { rubricFor } from '../assessment/rubric-in-force.ts';
import { seasonOf } from '../assessment/season-of.ts';
import { contentHash } from '../canonical.ts';
import type { Deps } from '../deps.ts';
import { nameKey } from '../household/head-name.ts';
import type { TellHousehold } from '../household/tell-household.ts';
import { lockConversations } from '../identity/lock-households.ts';
import { setApartFrom } from '../identity/set-apart.ts';
import { ownAmong } from '../officer/own-household.ts';
import type { Scope } from '../officer/scope.ts';
import { tellHeard, unansweredAmong } from '../outcome/tell-heard.ts';
import { basisOf } from './basis.ts';
import { insertHouseholds, type WrittenHousehold } from './insert-households.ts';
import { freshRow, isTouched, planSheet, type RefusedLine, type SheetDeed, type SheetLine, type SimilarHousehold } from './plan-sheet.ts';
import { type SheetArea, sheetArea } from './sheet-of.ts';
import { sheetRows } from './sheet-rows.ts';
import { type ChangedLine, whoChanged } from './who-changed.ts';
import { levelOn, writeSheet } from './write-sheet.ts';

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
  /** Whom the khu phố proposes after all, because they did not agree. */
  tell: TellHousehold;
  /** Something else is wrong already: nothing is written, and all that is in the way is told beside it. */
  onlyLook?: boolean;
}

export interface AddedLine extends Omit<WrittenHousehold, 'areaId'>, Omit<SheetLine, 'householdId' | 'shown'> {
  /** Somebody asked: a household of the same head's name is another one. */
  isOther?: boolean;
}

export type SavedSheet =
  | { outcome: 'saved'; proposed: number; notProposed: number; points: number; added: number }
  /** Nothing was written: first the sheet as it is now must be seen. */
  | { outcome: 'changed'; lines: ChangedLine[]; also?: { lines: RefusedLine[]; houseCodes: string[] } }
  /** Nothing was written: these cannot be as they are. */
  | { outcome: 'refused'; lines: RefusedLine[]; houseCodes: string[] }
  /** Self-assessment has not begun, or the sheet is of another season. */
  | { outcome: 'notYet' }
  | { outcome: 'otherSeason' }
  | { outcome: 'basisMissing' }
  | { outcome: 'notFound' };

/** Needs a transaction. The households that are spoken of are locked to its end, in one order. */
export async function saveSheet(deps: Deps, options: SaveOptions): Promise<SavedSheet> {
  const { scope, areaId, lines, onlyLook = false } = options;
  const area = await sheetArea(deps, scope, areaId);
  if (!area) return { outcome: 'notFound' };
  const season = await seasonOf(deps, area.unitCode);
  if (season.id !== options.season) return { outcome: 'otherSeason' };
  if (season.phase === 'before') return { outcome: 'notYet' };
  const basis = options.added?.some(({ headName }) => headName !== '') ? basisOf(options.basis ?? '') : undefined;
  if (basis === null && !onlyLook) return { outcome: 'basisMissing' };
  const { rubric, versionId } = await rubricFor(deps, season, null);
  await lockArea(deps, area, options.added ?? []);
  const added = await notThereYet(deps, area, options.added ?? []);
  const taken = await houseCodesTaken(deps, area, added);
  const householdIds = lines.filter(isTouched).map(({ householdId }) => householdId);
  const turned = lines.filter(({ shown, proposal }) => shown.proposal === 'notPropose' && proposal === 'propose');
  await lockConversations(
    deps,
    turned.map(({ householdId }) => householdId),
  );
  await deps.db.$queryRaw`SELECT 1 FROM "Household" WHERE id = ANY(${householdIds}::uuid[]) ORDER BY id FOR UPDATE`;
  const rows = await sheetRows(deps, { areaId: area.id, season, householdIds });
  const own = await ownAmong(deps, scope.officerId, householdIds);
  const { deeds, changed, refused } = planSheet(rows, lines, rubric.total, own);
  const newcomers = planNewcomers(added, rubric.total);
  refused.push(...newcomers.refused, ...(await similarTo(deps, area, added)));
  const also = { lines: refused, houseCodes: taken };
  const isRefused = refused.length > 0 || taken.length > 0;
  if (changed.length > 0) return { outcome: 'changed', lines: await whoChanged(deps, changed, season), ...(isRefused && { also }) };
  if (isRefused || onlyLook) return { outcome: 'refused', ...also };
  const ids = await insertHouseholds(
    deps,
    added.map(({ id, houseCode, headName, residence }) => ({ ...(id && { id }), areaId: area.id, houseCode, headName, residence })),
  );
  const all = [...deeds, ...newcomers.deeds.map((deed) => ({ ...deed, row: freshRow(ids[indexIn(deed.row.householdId)] as string) }))];
  const importId =
    basis === undefined || basis === null || added.length === 0 ? null : await recordBasis(deps, { scope, area, basis, added });
  await rememberOthers(deps, { scope, area, added, ids });
  const heard = await heardBy(deps, deeds);
  const newHouseholds = added.map(({ source }, index) => ({ id: ids[index] as string, source, importId }));
  await writeSheet(deps, { scope, area, season, versionId }, { deeds: all, added: newHouseholds });
  await tellHeard(deps, { householdIds: heard, level: levelOn(scope, area), tell: options.tell });
  return {
    outcome: 'saved',
    proposed: all.filter(({ act }) => act === 'propose').length,
    notProposed: all.filter(({ act }) => act === 'notPropose').length,
    points: all.filter(({ points, row }) => points !== row.points).length,
    added: options.added?.length ?? 0,
  };
}

/** Whom the khu phố proposes after all who objected to not being proposed. */
async function heardBy(deps: Deps, deeds: readonly SheetDeed[]): Promise<string[]> {
  const proposed = deeds.filter(({ act, row }) => act === 'propose' && row.proposal === 'notPropose');
  const unanswered = await unansweredAmong(
    deps,
    proposed.flatMap(({ row }) => row.assessmentId ?? []),
  );
  return proposed.flatMap(({ row }) => (unanswered.has(row.assessmentId ?? '') ? row.householdId : []));
}

interface Added {
  scope: Scope;
  area: SheetArea;
  added: readonly AddedLine[];
  ids: readonly string[];
}

/** "Đây là hộ khác": it is not suggested as the double of those who have the same head's name. */
async function rememberOthers(deps: Deps, { scope, area, added, ids }: Added): Promise<void> {
  const { officerId } = scope;
  const others = added.flatMap(({ headName, isOther }, at) =>
    isOther && headName !== '' ? [{ key: nameKey(headName), id: ids[at] as string }] : [],
  );
  if (others.length === 0) return;
  const where = { areaId: area.id, headNameKey: { in: others.map(({ key }) => key) }, mergedIntoId: null };
  const namesakes = await deps.db.household.findMany({ where, select: { id: true, headNameKey: true } });
  for (const { id, key } of others)
    for (const namesake of namesakes.filter((one) => one.headNameKey === key && one.id !== id))
      await setApartFrom(deps, { officerId, householdId: id, otherId: namesake.id });
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

/** Whoever adds to a khu phố at the same moment comes afterwards. */
async function lockArea({ db }: Deps, { id }: SheetArea, added: readonly AddedLine[]): Promise<void> {
  if (added.length > 0) await db.$queryRaw`SELECT id FROM "Area" WHERE id = ${id}::uuid FOR NO KEY UPDATE`;
}

/** A form that is sent again adds nothing more. */
async function notThereYet({ db }: Deps, area: SheetArea, added: readonly AddedLine[]): Promise<AddedLine[]> {
  const ids = added.flatMap(({ id }) => id ?? []);
  const stored = ids.length > 0 ? await db.household.findMany({ where: { id: { in: ids } }, select: { id: true, areaId: true } }) : [];
  const areas = new Map(stored.map(({ id, areaId }) => [id, areaId]));
  return added
    .filter(({ id }) => id === undefined || areas.get(id) !== area.id)
    .map(({ id, ...line }) => (id === undefined || areas.has(id) ? line : { ...line, id }));
}

/** House codes that another household of the khu phố has, or that are given twice. */
async function houseCodesTaken(deps: Deps, area: SheetArea, added: readonly AddedLine[]): Promise<string[]> {
  const codes = added.flatMap(({ houseCode }) => houseCode ?? []);
  if (codes.length === 0) return [];
  const stored = await deps.db.household.findMany({ where: { areaId: area.id, houseCode: { in: codes } }, select: { houseCode: true } });
  const seen = new Set(stored.map(({ houseCode }) => houseCode));
  return codes.filter((code) => {
    const taken = seen.has(code);
    seen.add(code);
    return taken;
  });
}

/** Those whose head is called as that of a household of the khu phố, or of one that is added before them. */
async function similarTo({ db }: Deps, area: SheetArea, added: readonly AddedLine[]): Promise<RefusedLine[]> {
  const asked = added.map(({ headName, isOther = false }) => ({ key: nameKey(headName), isOther }));
  const keys = asked.filter(({ key, isOther }) => key !== '' && !isOther).map(({ key }) => key);
  if (keys.length === 0) return [];
  const stored = await db.household.findMany({
    where: { areaId: area.id, headNameKey: { in: keys }, mergedIntoId: null },
    select: { id: true, code: true, houseCode: true, headName: true, headNameKey: true },
    orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
  });
  const byName = new Map<string, SimilarHousehold>(stored.toReversed().map(({ headNameKey, ...one }) => [headNameKey, one]));
  return asked.flatMap(({ key, isOther }, index): RefusedLine[] => {
    if (key === '' || isOther) return [];
    const householdId = newcomer(index);
    const like = byName.get(key);
    if (like) return [{ householdId, why: 'similar', like }];
    const first = asked.findIndex((other) => other.key === key);
    return first < index ? [{ householdId, why: 'similarBefore', before: newcomer(first) }] : [];
  });
}
