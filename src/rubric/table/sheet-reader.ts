/** Reads the cells of a sheet by heading; whatever does not fit is noted with its place, and reading goes on. */
import { type Cell, cellName, folded, type Place, type Sheet } from './format.ts';
import type { OwnProblem, TableProblem } from './problem.ts';

/** More than any rubric has; what a stray mark far below would make of a sheet. */
const MOST_ROWS = 2000;
/** Of a cell that nobody limits more. */
export const MOST_TEXT = 2000;

export interface RowReader<Column extends string> {
  place(column: Column): Place;
  /** '' where there is nothing. */
  text(column: Column, most?: number): string;
  /** As `text`, and noted where there is nothing. */
  required(column: Column, most?: number): string;
  /** Null: nothing, or noted as none. */
  number(column: Column): number | null;
  /** As `number`, and noted where there is nothing; NaN where it is none. */
  requiredNumber(column: Column, least: 'zero' | 'more'): number;
  /** The name of a word; null: nothing, or noted as no word of these. */
  oneOf<Name extends string>(column: Column, words: Readonly<Record<Name, string>>): Name | null;
  requiredOneOf<Name extends string>(column: Column, words: Readonly<Record<Name, string>>, otherwise: NoInfer<Name>): Name;
  /** Several, one a line. */
  lines(column: Column): string[];
  /** Several, with commas between. */
  list(column: Column): string[];
  note(column: Column, problem: OwnProblem): void;
}

export interface SheetReader<Column extends string> {
  rows: RowReader<Column>[];
  /** Headings that are missing, and noted: of their cells nothing is known, and nothing more is noted. */
  lacks: ReadonlySet<Column>;
}

/** Null, and noted: there is no such sheet. */
export function readSheet<Column extends string>(
  sheets: readonly Sheet[],
  name: string,
  headings: Readonly<Record<Column, string>>,
  problems: TableProblem[],
): SheetReader<Column> | null {
  const sheet = sheets.find((one) => folded(one.name) === folded(name));
  const top = { sheet: sheet?.name ?? name, cell: 'A1' };
  if (!sheet) {
    problems.push({ ...top, code: 'noSheet' });
    return null;
  }
  const first = (sheet.rows[0] ?? []).map((cell) => folded(textOf(cell)));
  const columns = new Map<Column, number>();
  for (const [column, heading] of Object.entries(headings) as [Column, string][]) {
    const at = first.indexOf(folded(heading));
    if (at < 0) problems.push({ ...top, code: 'noColumn', heading });
    columns.set(column, at);
  }
  const lacks = new Set([...columns].flatMap(([column, at]) => (at < 0 ? [column] : [])));
  if (sheet.rows.length > MOST_ROWS) {
    problems.push({ ...top, cell: cellName(0, MOST_ROWS), code: 'tooManyRows', most: MOST_ROWS });
    return null;
  }
  const used = [...columns.values()].filter((at) => at >= 0);
  const rows = sheet.rows.flatMap((cells, row) => {
    if (row === 0 || used.every((column) => textOf(cells[column] ?? null) === '')) return [];
    return [rowReader(sheet.name, cells, row, columns, headings, problems)];
  });
  return { rows, lacks };
}

/** A row that is not there: nothing stands in it, and nothing is noted of it. */
export function noRow<Column extends string>(sheet: string, columns: readonly Column[]): RowReader<Column> {
  const nowhere = new Map(columns.map((column) => [column, -1]));
  return rowReader(sheet, [], 0, nowhere, {} as Record<Column, string>, []);
}

function rowReader<Column extends string>(
  sheet: string,
  cells: readonly Cell[],
  row: number,
  columns: ReadonlyMap<Column, number>,
  headings: Readonly<Record<Column, string>>,
  problems: TableProblem[],
): RowReader<Column> {
  const columnOf = (column: Column) => columns.get(column) as number;
  const isThere = (column: Column) => columnOf(column) >= 0;
  const cellOf = (column: Column) => cells[columnOf(column)] ?? null;
  const place = (column: Column) => ({ sheet, cell: isThere(column) ? cellName(columnOf(column), row) : 'A1' });
  const note = (column: Column, problem: OwnProblem) => {
    if (isThere(column)) problems.push({ ...place(column), ...problem });
  };
  const missing = (column: Column) => note(column, { code: 'missing', what: headings[column] });

  const reader: RowReader<Column> = {
    place,
    note,
    text(column, most = MOST_TEXT) {
      const value = textOf(cellOf(column));
      if ([...value].length > most) note(column, { code: 'tooLong', most });
      return value;
    },
    required(column, most) {
      const value = reader.text(column, most);
      if (value === '') missing(column);
      return value;
    },
    number(column) {
      const cell = cellOf(column);
      const value = typeof cell === 'number' ? cell : numberIn(textOf(cell));
      if (value !== null && !Number.isFinite(value)) note(column, { code: 'notANumber', value: start(textOf(cell)) });
      return value !== null && Number.isFinite(value) ? value : null;
    },
    requiredNumber(column, least) {
      const before = problems.length;
      const value = reader.number(column);
      if (value === null) {
        if (problems.length === before) missing(column);
        return Number.NaN;
      }
      if (value > 0 || (value === 0 && least === 'zero')) return value;
      note(column, { code: 'notPositive', value: String(value) });
      return Number.NaN;
    },
    oneOf<Name extends string>(column: Column, words: Readonly<Record<Name, string>>) {
      const value = textOf(cellOf(column));
      if (value === '') return null;
      const found = (Object.keys(words) as Name[]).find((name) => folded(words[name]) === folded(value));
      if (found === undefined) note(column, { code: 'notOneOf', value: start(value), words: Object.values(words).join(' / ') });
      return found ?? null;
    },
    requiredOneOf<Name extends string>(column: Column, words: Readonly<Record<Name, string>>, otherwise: NoInfer<Name>) {
      if (textOf(cellOf(column)) === '') missing(column);
      return reader.oneOf(column, words) ?? otherwise;
    },
    lines: (column) => pieces(reader.text(column), /\r?\n/),
    list: (column) => pieces(reader.text(column), /[,;\n]/),
  };
  return reader;
}

/** Signs that do not show: zero-width ones, soft hyphens, marks of direction and of byte order. */
const UNSEEN = /[\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff]/gu;

/** As people see it, in composed letters. */
export function textOf(cell: Cell): string {
  if (cell === null) return '';
  if (cell instanceof Date) return Number.isNaN(cell.getTime()) ? '' : cell.toISOString().slice(0, 10);
  return String(cell).normalize('NFC').replace(UNSEEN, '').replaceAll('\r\n', '\n').trim();
}

/** "7,5" is a number as well as 7.5. Null: nothing is written; NaN: it is none. */
function numberIn(text: string): number | null {
  if (text === '') return null;
  return /^-?\d+([.,]\d+)?$/.test(text) ? Number(text.replace(',', '.')) : Number.NaN;
}

function pieces(text: string, between: RegExp): string[] {
  return text
    .split(between)
    .map((piece) => piece.trim())
    .filter((piece) => piece !== '');
}

/** Enough to find it again. */
function start(value: string): string {
  const letters = [...value];
  return letters.length <= 40 ? value : `${letters.slice(0, 40).join('')}…`;
}
