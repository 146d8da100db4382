/** Which kind of file it is, by its first bytes: names lie. */
import { csvRows } from './csv-rows.ts';
import type { TableLimits } from './read-table.ts';
import type { ReadTable, Sheet } from './table.ts';
import { xlsxSheets } from './xlsx-sheets.ts';

const ZIP = [0x50, 0x4b, 0x03, 0x04];
/** Excel before 2007, and files with a password. */
const OLE = [0xd0, 0xcf, 0x11, 0xe0];

export async function sheetsOf(bytes: Uint8Array, limits: TableLimits): Promise<ReadTable> {
  if (begins(bytes, OLE)) return { problem: 'oldExcel' };
  const read = begins(bytes, ZIP) ? await xlsxSheets(bytes, limits) : csvRows(bytes);
  if ('problem' in read) return read;
  if (read.ok.every(({ rows }) => rows.every((row) => row.every((cell) => cell === null || cell === '')))) return { problem: 'empty' };
  return cellsIn(read.ok) > limits.cells ? { problem: 'tooLarge' } : read;
}

function begins(bytes: Uint8Array, start: readonly number[]): boolean {
  return start.every((byte, at) => bytes[at] === byte);
}

function cellsIn(sheets: readonly Sheet[]): number {
  return sheets.reduce((sum, { rows }) => sum + rows.reduce((cells, row) => cells + Math.max(row.length, 1), 0), 0);
}
