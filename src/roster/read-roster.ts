/**
 * A ward's list as it was handed in: its khu phố and ấp with their numbers of households, and perhaps the households,
 * in sheets and columns of any order. Text in, text out.
 */
import { fold } from '../flow/fold.ts';
import { type AreaName, areaKey, readAreaName } from '../household/area-name.ts';
import { tidyName } from '../household/head-name.ts';
import { type Cell, columnName, countOf, type ReadTable, type Sheet, textOf } from '../table/table.ts';
import { findHeadings, type Headings, isAside, type Wanted } from './headings.ts';
import { isHeadName, isIdNumber, readHouseCode } from './house-code.ts';
import { inOrder, type Mistake, mistake, type Spot } from './mistake.ts';

export interface RosterArea extends AreaName {
  spot: Spot;
  /** Null: the file does not say. */
  permanent: number | null;
  temporary: number | null;
}

export interface RosterHousehold {
  spot: Spot;
  area: AreaName;
  /** Where its khu phố is written. */
  areaSpot: Spot;
  houseCode: string;
  /** Empty: the file names nobody here. */
  headName: string;
  /** Null: the file does not say. */
  residence: 'permanent' | 'temporary' | null;
}

export interface Roster {
  areas: RosterArea[];
  households: RosterHousehold[];
  /** Headings of columns, and names of tabs, of which nothing was read. */
  unused: string[];
}

/** Of a file with mistakes too: which khu phố it has, and which its households are in, so that all that is wrong is told at once. */
export interface Named {
  areas: readonly AreaName[];
  of: readonly { area: AreaName; areaSpot: Spot }[];
  tabs: readonly (string | null)[];
}

export type ReadRoster = { ok: Roster } | { mistakes: Mistake[]; named?: Named };

export const MAX_AREAS = 300;
export const MAX_HOUSEHOLDS = 30_000;
/** A khu phố is no city. */
const MAX_COUNT = 50_000;

type Column = 'area' | 'permanent' | 'temporary' | 'houseCode' | 'headName' | 'residence';

const AREA = /^(?:ten )?(?:khu pho|kp|ap)(?: (?:khu pho|kp|ap))*$/;
/** What is no khu phố, whatever stands above it. */
const OTHER_KIND = /^(?:to|khu|thon|xom|khom|cum|duong|phuong|xa)\b/;
const wanted: readonly Wanted<Column>[] = [
  { key: 'area', is: (heading) => AREA.test(heading) },
  {
    key: 'residence',
    is: (heading) => /^(?:loai |dien |hinh thuc )?cu tru$/.test(heading) || (/thuong tru/.test(heading) && /tam tru/.test(heading)),
  },
  { key: 'permanent', is: (heading) => /thuong tru/.test(heading) },
  { key: 'temporary', is: (heading) => /tam tru/.test(heading) },
  { key: 'houseCode', is: (heading) => /^ma (?:so )?(?:ho|nha)$/.test(heading) },
  { key: 'headName', is: (heading) => /^(?:(?:ho va ten|ho ten|ten) )?chu ho$/.test(heading) },
];

/** Every mistake of the file, or what it says. */
export function readRoster(table: ReadTable): ReadRoster {
  if ('problem' in table) return { mistakes: [mistake(table.problem)] };
  const reader: Reader = { areas: [], households: [], unused: [], mistakes: [], of: [] };
  const understood = table.ok.map((sheet) => readSheet(sheet, reader));
  if (!understood.includes(true)) return { mistakes: [mistake('noHeadings')] };
  const { areas, households, unused, mistakes } = reader;
  if (areas.length > MAX_AREAS) mistakes.push(mistake('tooManyAreas', {}, { most: MAX_AREAS }));
  if (households.length > MAX_HOUSEHOLDS) mistakes.push(mistake('tooManyHouseholds', {}, { most: MAX_HOUSEHOLDS }));
  mistakes.push(...namedTwice(areas), ...codedTwice(households));
  const tabs = table.ok.map(({ name }) => name || null);
  const named = { areas, of: reader.of, tabs };
  return mistakes.length > 0 ? { mistakes: inOrder(mistakes, tabs), named } : { ok: { areas, households, unused } };
}

/** Does the file hold anybody's name? */
export function holdsNames({ households }: Roster): boolean {
  return households.some(({ headName }) => headName !== '');
}

interface Reader extends Roster {
  mistakes: Mistake[];
  of: { area: AreaName; areaSpot: Spot }[];
}

function readSheet({ name, rows }: Sheet, reader: Reader): boolean {
  const headings = findHeadings(rows, wanted, ['area']);
  if (!headings) {
    if (name !== '' && rows.some((row) => !isAside(row))) reader.unused.push(name);
    return false;
  }
  const sheet = name || null;
  for (const { index, heading } of headings.twice)
    reader.mistakes.push(mistake('columnTwice', { sheet, row: headings.below, column: columnName(index) }, { value: heading }));
  reader.unused.push(...headings.others.filter((heading) => !/^(?:stt|tt|so tt|so thu tu|ghi chu)$/.test(fold(heading))));
  const table = { sheet, headings, head: textOf(rows[headings.below - 1]?.[headings.columns.area ?? 0]) };
  const lines = rows.slice(headings.below).map((cells, at) => ({ cells, row: headings.below + at + 1 }));
  const told = lines.filter(({ cells }) => !isAside(cells));
  if (headings.columns.houseCode === undefined) for (const line of told) readArea(line, table, reader);
  else readHouseholds(told, table, reader);
  return true;
}

interface Line {
  cells: readonly Cell[];
  row: number;
}

interface Table {
  sheet: string | null;
  headings: Headings<Column>;
  /** What stands over the khu phố. */
  head: string;
}

function spotOf({ row }: Line, { sheet, headings }: Table, column: Column): Spot {
  const index = headings.columns[column];
  return { sheet, row, column: index === undefined ? null : columnName(index) };
}

function cellOf({ cells }: Line, { headings }: Table, column: Column): Cell {
  const index = headings.columns[column];
  return index === undefined ? null : (cells[index] ?? null);
}

function readArea(line: Line, table: Table, reader: Reader): void {
  const area = areaOf(line, table, reader);
  const permanent = count(line, table, 'permanent', reader);
  const temporary = count(line, table, 'temporary', reader);
  if (area) reader.areas.push({ ...area, spot: spotOf(line, table, 'area'), permanent, temporary });
}

/** "KP3", "khu phố 3", and "3" under the heading "Khu phố". */
function areaOf(line: Line, table: Table, { mistakes }: Reader, above = ''): AreaName | null {
  const written = textOf(cellOf(line, table, 'area')) || above;
  const spot = spotOf(line, table, 'area');
  if (written === '') {
    mistakes.push(mistake('areaMissing', spot));
    return null;
  }
  const area = readAreaName(inFull(written)) ?? (OTHER_KIND.test(fold(written)) ? null : readAreaName(`${table.head} ${written}`));
  if (area && areaKey(area) !== `${area.kind}:`) return area;
  mistakes.push(mistake('areaUnreadable', spot, { value: written }));
  return null;
}

function inFull(written: string): string {
  return written.replace(/^k\.?\s?p\.?\s*(?=\d)/i, 'Khu phố ').replace(/^(khu phố|ấp)(?=\d)/i, '$1 ');
}

function count(line: Line, table: Table, column: 'permanent' | 'temporary', { mistakes }: Reader): number | null {
  const cell = cellOf(line, table, column);
  const value = countOf(cell);
  if (value === null || value <= MAX_COUNT) return value;
  mistakes.push(mistake('count', spotOf(line, table, column), { value: textOf(cell), most: MAX_COUNT }));
  return null;
}

/** A khu phố that lies merged beside its households is written once. */
function readHouseholds(lines: readonly Line[], table: Table, reader: Reader): void {
  let above = '';
  for (const line of lines) {
    above = textOf(cellOf(line, table, 'area')) || above;
    const area = areaOf(line, table, reader, above);
    const houseCode = houseCodeOf(line, table, reader);
    const headName = headNameOf(line, table, reader);
    const residence = residenceOf(line, table, reader);
    if (!area) continue;
    const areaSpot = spotOf(line, table, 'area');
    reader.of.push({ area, areaSpot });
    if (houseCode) reader.households.push({ spot: spotOf(line, table, 'houseCode'), area, areaSpot, houseCode, headName, residence });
  }
}

function houseCodeOf(line: Line, table: Table, { mistakes }: Reader): string | null {
  const cell = cellOf(line, table, 'houseCode');
  const spot = spotOf(line, table, 'houseCode');
  const value = textOf(cell);
  const code = readHouseCode(value);
  if (cell instanceof Date) mistakes.push(mistake('codeIsDate', spot, { value }));
  else if (value === '') mistakes.push(mistake('codeMissing', spot));
  else if (isIdNumber(value)) mistakes.push(mistake('codeIsIdNumber', spot));
  else if (code === null) mistakes.push(mistake('codeUnreadable', spot, { value }));
  else return code;
  return null;
}

function headNameOf(line: Line, table: Table, { mistakes }: Reader): string {
  const value = textOf(cellOf(line, table, 'headName'));
  if (value === '' || isHeadName(value)) return tidyName(value);
  mistakes.push(mistake('name', spotOf(line, table, 'headName'), { value }));
  return '';
}

function residenceOf(line: Line, table: Table, { mistakes }: Reader): RosterHousehold['residence'] {
  const cell = cellOf(line, table, 'residence');
  const value = fold(textOf(cell));
  if (value === '') return null;
  if (value === 'thuong tru' || value === 'tt') return 'permanent';
  if (value !== 'tam tru') mistakes.push(mistake('residence', spotOf(line, table, 'residence'), { value: textOf(cell) }));
  return 'temporary';
}

function namedTwice(areas: readonly RosterArea[]): Mistake[] {
  return again(areas, areaKey, ({ spot, name }, first) => mistake('areaTwice', spot, { value: name, first }));
}

function codedTwice(households: readonly RosterHousehold[]): Mistake[] {
  return again(
    households,
    ({ area, houseCode }) => `${areaKey(area)} ${houseCode}`,
    ({ spot, houseCode }, first) => mistake('codeTwice', spot, { value: houseCode, first }),
  );
}

function again<One extends { spot: Spot }>(
  list: readonly One[],
  key: (one: One) => string,
  tell: (one: One, first: number) => Mistake,
): Mistake[] {
  const seen = new Map<string, number>();
  return list.flatMap((one) => {
    const first = seen.get(key(one));
    if (first === undefined) seen.set(key(one), one.spot.row ?? 0);
    return first === undefined ? [] : [tell(one, first)];
  });
}
