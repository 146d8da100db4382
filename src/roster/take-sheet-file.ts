/** Takes a sheet in that comes back as a file: as `saveSheet`, with what is in the way named where it stands in the file. */
import type { Deps } from '../deps.ts';
import { spacedCode } from '../household/household-code.ts';
import type { TellHousehold } from '../household/tell-household.ts';
import type { Scope } from '../officer/scope.ts';
import { basisOf } from './basis.ts';
import { inOrder, type Mistake, mistake, type SheetRefusal } from './mistake.ts';
import type { SimilarHousehold } from './plan-sheet.ts';
import type { FileLine, SheetColumn, SheetFile } from './read-sheet.ts';
import { newcomer, type SavedSheet, saveSheet } from './save-sheet.ts';
import { sheetArea } from './sheet-of.ts';

export interface TakeOptions {
  scope: Scope;
  areaId: string;
  file: SheetFile;
  /** What could not be read of it: nothing is written, and what else is wrong is told beside it. */
  unread?: readonly Mistake[];
  /** The paper with signatures on which newcomers are named; needed where some are. */
  basis: string;
  /** Somebody asked: newcomers whose head is called as another's are other households. */
  others?: boolean;
  tell: TellHousehold;
}

export type TakenSheet = Extract<SavedSheet, { outcome: 'saved' | 'notYet' | 'notFound' }> | { outcome: 'mistakes'; mistakes: Mistake[] };

/** Needs a transaction. */
export async function takeSheetFile(
  deps: Deps,
  { scope, areaId, file, basis, tell, unread = [], others = false }: TakeOptions,
): Promise<TakenSheet> {
  const area = await sheetArea(deps, scope, areaId);
  if (!area) return { outcome: 'notFound' };
  const known = await householdsByCode(deps, area.id);
  const added = file.lines.filter(({ code }) => code === null);
  const lines = file.lines.flatMap((line) => (line.code !== null && line.shown ? [{ ...line, code: line.code, shown: line.shown }] : []));
  const mistakes = [
    ...unread,
    ...lines.filter(({ code }) => !known.has(code)).map(({ spots, code }) => mistake('householdUnknown', spots.code, { value: code })),
    ...added
      .filter(({ headName }) => headName !== '' && basisOf(basis) === null)
      .map(({ spots }) => mistake('basisMissing', spots.headName)),
  ];
  const of = lines.flatMap((line) => {
    const householdId = known.get(line.code);
    return householdId === undefined ? [] : [{ ...line, householdId }];
  });
  const byId = new Map<string, FileLine>(of.map((line) => [line.householdId, line]));
  added.forEach((line, index) => {
    byId.set(newcomer(index), line);
  });
  const saved = await saveSheet(deps, {
    scope,
    areaId,
    season: file.season,
    lines: of,
    added: added.map((line) => ({ ...line, isOther: others })),
    basis,
    tell,
    onlyLook: mistakes.length > 0,
  });
  const all = (more: readonly Mistake[]): TakenSheet => ({ outcome: 'mistakes', mistakes: inOrder([...mistakes, ...more]) });
  const inTheWay = (refused: NonNullable<Extract<SavedSheet, { outcome: 'changed' }>['also']>) => [
    ...refusals(refused.lines, byId),
    ...taken(refused.houseCodes, added),
  ];
  switch (saved.outcome) {
    case 'otherSeason':
      return { outcome: 'mistakes', mistakes: [mistake('otherSeason')] };
    case 'changed': {
      const changed = saved.lines.map(({ householdId }) => mistake('changed', byId.get(householdId)?.spots.proposal));
      return all([...changed, ...(saved.also ? inTheWay(saved.also) : [])]);
    }
    case 'refused':
      return all(inTheWay(saved));
    case 'basisMissing':
      return all([mistake('basisMissing')]);
    default:
      return saved;
  }
}

async function householdsByCode({ db }: Deps, areaId: string): Promise<Map<string, string>> {
  const rows = await db.household.findMany({ where: { areaId, mergedIntoId: null }, select: { id: true, code: true } });
  return new Map(rows.map(({ id, code }) => [code, id]));
}

const COLUMNS: Partial<Record<SheetRefusal, SheetColumn>> = {
  reasonMissing: 'reason',
  pointsNotByHand: 'points',
  pointsTooMany: 'points',
  similar: 'headName',
  similarBefore: 'headName',
};

function refusals(lines: Extract<SavedSheet, { outcome: 'refused' }>['lines'], byId: ReadonlyMap<string, FileLine>): Mistake[] {
  return lines.map(({ householdId, why, most, like, before }) => {
    const line = byId.get(householdId);
    const first = before === undefined ? null : (byId.get(before)?.spots.headName.row ?? null);
    const params = { ...(like && { value: nameOfSimilar(like) }), ...(first !== null && { first }), ...(most !== undefined && { most }) };
    return mistake(why, line?.spots[COLUMNS[why] ?? 'proposal'], params);
  });
}

/** As an officer knows it: its head, and the code of the ward, or ours. */
export function nameOfSimilar({ headName, houseCode, code }: SimilarHousehold): string {
  return `${headName} (${houseCode ?? spacedCode(code)})`;
}

function taken(houseCodes: readonly string[], added: readonly FileLine[]): Mistake[] {
  return houseCodes.map((value) =>
    mistake('houseCodeTaken', added.findLast(({ houseCode }) => houseCode === value)?.spots.houseCode, { value }),
  );
}
