/** What is wrong with a file, and where: enough for its maker to mend it in one go. */
import type { TableProblem } from '../table/table.ts';

/** Why a line of a sheet cannot be taken as it is. */
export type SheetRefusal =
  /** What was sent is confirmed first. */
  | 'notConfirmed'
  | 'withHousehold'
  | 'decided'
  /** The officer is of that family. */
  | 'ownHousehold'
  | 'reasonMissing'
  /** What was said is not unsaid; the other may be said. */
  | 'noWayBack'
  /** More than the rubric has, or no whole number. */
  | 'pointsTooMany'
  /** Something was sent: its points come from its answers. */
  | 'pointsNotByHand'
  /** A newcomer's head is called as that of a household of the khu phố, or of one before it: it may be the same. */
  | 'similar'
  | 'similarBefore';

/** Each has its sentence, with the remedy, in `console:mistake.<code>`. */
export type MistakeCode =
  | TableProblem
  // The file, or a sheet of it
  | 'noHeadings'
  | 'columnTwice'
  | 'tooManyAreas'
  | 'tooManyHouseholds'
  // Khu phố
  | 'areaMissing'
  | 'areaUnreadable'
  | 'areaTwice'
  | 'areaUnknown'
  | 'count'
  // Households
  | 'codeMissing'
  | 'codeUnreadable'
  | 'codeIsDate'
  | 'codeIsIdNumber'
  | 'codeTwice'
  | 'name'
  | 'residence'
  // Bảng bình xét
  | SheetRefusal
  | 'householdUnknown'
  | 'householdTwice'
  | 'changed'
  | 'whoMissing'
  | 'proposalUnreadable'
  | 'pointsUnreadable'
  | 'sourceUnreadable'
  | 'seenMissing'
  | 'basisMissing'
  | 'houseCodeTaken'
  | 'noSheet'
  | 'otherSeason'
  | 'otherArea';

export interface Mistake {
  code: MistakeCode;
  /** Name of the tab; null: the file as a whole, or a .csv. */
  sheet: string | null;
  /** As programs count, from 1. */
  row: number | null;
  /** "C". */
  column: string | null;
  /** What stands there, cut short; the row where it stood first; what is allowed. */
  params: { value?: string; first?: number; most?: number };
}

const MAX_SHOWN = 40;

/** Where a reader stands. */
export interface Spot {
  sheet: string | null;
  row: number | null;
  column: string | null;
}

export function mistake(code: MistakeCode, spot: Partial<Spot> = {}, params: Mistake['params'] = {}): Mistake {
  const { sheet = null, row = null, column = null } = spot;
  const value = params.value === undefined ? {} : { value: shown(params.value) };
  return { code, sheet, row, column, params: { ...params, ...value } };
}

/** As somebody goes through the file: tab by tab, row by row, from the left; first what is wrong with all of it. */
export function inOrder(mistakes: readonly Mistake[], tabs: readonly (string | null)[] = []): Mistake[] {
  const place = ({ sheet }: Mistake) => tabs.indexOf(sheet);
  return mistakes.toSorted((a, b) => place(a) - place(b) || (a.row ?? 0) - (b.row ?? 0) || columnAt(a) - columnAt(b));
}

/** "A" → 1, "AB" → 28. */
function columnAt({ column }: Mistake): number {
  return [...(column ?? '')].reduce((at, letter) => at * 26 + letter.charCodeAt(0) - 64, 0);
}

function shown(value: string): string {
  return value.length <= MAX_SHOWN ? value : `${value.slice(0, MAX_SHOWN)}…`;
}
