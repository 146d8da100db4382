import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';
import readXlsx from 'read-excel-file/universal';
import type { TableLimits } from './read-table.ts';
import type { Cell, ReadTable } from './table.ts';

const MAX_PARTS = 1_000;
const WORKBOOK = 'xl/workbook.xml';
/** As programs show it. */
const NOT_WORKED_OUT = '#N/A';

/**
 * What is unpacked is bounded before it is read: an archive says how large its parts are, and gets no more room than
 * that. Formulas count as what they came to when the file was saved, errors too.
 */
export async function xlsxSheets(bytes: Uint8Array, { unpackedBytes, cells }: TableLimits): Promise<ReadTable> {
  const parts = unpack(bytes, unpackedBytes);
  if ('problem' in parts) return parts;
  if (!(WORKBOOK in parts.ok)) return { problem: 'notTable' };
  if (cellsAskedFor(parts.ok) > cells) return { problem: 'tooLarge' };
  try {
    const { buffer } = Uint8Array.from(zipSync(withFailures(parts.ok), { level: 0 }));
    const sheets = await readXlsx(buffer as ArrayBuffer, { trim: false });
    return { ok: sheets.map(({ sheet, data }) => ({ name: sheet, rows: data as Cell[][] })) };
  } catch {
    return { problem: 'broken' };
  }
}

/** A cell that holds something: its column and row. */
const FILLED = /<c\b[^>]*\sr="([A-Z]{1,3})(\d{1,7})"[^>]*>(?=(?:<f\b[^>]*(?:\/>|>[^<]*<\/f>))?<v>[^<]|<is>(?!<t ?\/>|<t><\/t>))/g;

/** The reader makes every row as wide as the widest, down to the last: half a gigabyte for a few cells far from each other. */
function cellsAskedFor(parts: Record<string, Uint8Array>): number {
  return Object.entries(parts).reduce((sum, [name, bytes]) => (isWorksheet(name) ? sum + rectangle(strFromU8(bytes)) : sum), 0);
}

function rectangle(xml: string): number {
  let [rows, columns] = [0, 0];
  for (const [, letters = '', row] of xml.matchAll(FILLED)) {
    rows = Math.max(rows, Number(row));
    columns = Math.max(columns, columnOf(letters));
  }
  return rows * columns;
}

/** A is 1, AA is 27. */
function columnOf(letters: string): number {
  return [...letters].reduce((column, letter) => column * 26 + letter.charCodeAt(0) - 64, 0);
}

function isWorksheet(name: string): boolean {
  return name.startsWith('xl/worksheets/') && name.endsWith('.xml');
}

/** A formula that came to an error, or to nothing because no program has worked it out, would be read as an empty cell. */
function withFailures(parts: Record<string, Uint8Array>): Record<string, Uint8Array> {
  const told = Object.entries(parts).map(([name, bytes]): [string, Uint8Array] => {
    if (!isWorksheet(name)) return [name, bytes];
    const xml = strFromU8(bytes)
      .replace(/(<c\b[^>]*\st=)"e"/g, '$1"str"')
      .replace(/<c\b([^>]*)>(<f\b[^>]*(?:\/>|>[^<]*<\/f>))(?:<v *\/>|<v><\/v>)?<\/c>/g, (_, attributes: string, formula: string) => {
        return `<c${attributes.replace(/\st="[^"]*"/, '')} t="str">${formula}<v>${NOT_WORKED_OUT}</v></c>`;
      });
    return [name, strToU8(xml)];
  });
  return Object.fromEntries(told);
}

function unpack(bytes: Uint8Array, most: number): { ok: Record<string, Uint8Array> } | { problem: 'tooLarge' | 'broken' } {
  let parts = 0;
  let size = 0;
  const fits = () => parts <= MAX_PARTS && size <= most;
  try {
    const ok = unzipSync(bytes, {
      filter: ({ name, originalSize }) => {
        if (!/\.(?:xml|rels)$/.test(name)) return false;
        parts += 1;
        size += originalSize;
        return fits();
      },
    });
    return fits() ? { ok } : { problem: 'tooLarge' };
  } catch {
    return { problem: 'broken' };
  }
}
