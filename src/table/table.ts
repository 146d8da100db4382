/** What a file of somebody's spreadsheet program comes down to, and what its cells say. */

/** As it lies in the file: numbers may be text, and text may be a date that the program made of it. */
export type Cell = string | number | boolean | Date | null;

export interface Sheet {
  /** As its tab is called; empty for a .csv, which has one and no name. */
  name: string;
  /** Row 1 first, gaps included, so that a row's number is the one that the program shows. */
  rows: Cell[][];
}

/**
 * Why nothing can be read of a file:
 * - `oldExcel`: the format before 2007, or a password
 * - `encoding`: a .csv whose letters are not Unicode
 * - `notTable`: neither .xlsx nor .csv
 */
export type TableProblem = 'empty' | 'oldExcel' | 'encoding' | 'notTable' | 'broken' | 'tooLarge';

export type ReadTable = { ok: Sheet[] } | { problem: TableProblem };

/** Signs that do not show: zero-width ones, soft hyphens, marks of direction and of byte order. */
const UNSEEN = /[\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff]/gu;

/** What a reader sees in a cell, composed, one space between words; empty: nothing. */
export function textOf(cell: Cell | undefined): string {
  if (cell === null || cell === undefined) return '';
  if (cell instanceof Date) return Number.isNaN(cell.getTime()) ? '' : cell.toISOString().slice(0, 10);
  return plainText(String(cell)).normalize('NFC').replace(UNSEEN, '').replace(/\s+/gu, ' ').trim();
}

/** "1.234", "1 234" and "1,234" as people write thousands. */
const THOUSANDS = /^\d{1,3}(?:[., ]\d{3})+$/;

/** A count; null: nothing stands there; NaN: no whole number that is 0 or more. */
export function countOf(cell: Cell | undefined): number | null {
  if (cell instanceof Date || typeof cell === 'boolean') return Number.NaN;
  const text = textOf(cell);
  if (text === '') return null;
  const digits = typeof cell === 'string' && THOUSANDS.test(text) ? text.replace(/\D/g, '') : text;
  return /^\d{1,9}(?:\.0+)?$/.test(digits) ? Math.trunc(Number(digits)) : Number.NaN;
}

/** 0 → "A", 27 → "AB": as a spreadsheet program names a column. */
export function columnName(index: number): string {
  const letter = String.fromCharCode(65 + (index % 26));
  return index < 26 ? letter : columnName(Math.floor(index / 26) - 1) + letter;
}

/** What a spreadsheet program takes for the beginning of a formula, wide forms included. */
const FORMULA = /^['\s]*[=+\-@\t\r\n\uff0b\uff0d\uff1d\uff20]/u;

/** For a cell that others will open: what would run as a formula, there or in a .csv made of it, is marked as text. */
export function safeText(text: string): string {
  return FORMULA.test(text) ? `'${text}` : text;
}

/** What `safeText` was given. */
export function plainText(text: string): string {
  return text.startsWith("'") && FORMULA.test(text.slice(1)) ? text.slice(1) : text;
}
