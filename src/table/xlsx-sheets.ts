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
export async function xlsxSheets(bytes: Uint8Array, { unpackedBytes }: TableLimits): Promise<ReadTable> {
  const parts = unpack(bytes, unpackedBytes);
  if ('problem' in parts) return parts;
  if (!(WORKBOOK in parts.ok)) return { problem: 'notTable' };
  try {
    const { buffer } = Uint8Array.from(zipSync(withFailures(parts.ok), { level: 0 }));
    const sheets = await readXlsx(buffer as ArrayBuffer, { trim: false });
    return { ok: sheets.map(({ sheet, data }) => ({ name: sheet, rows: data as Cell[][] })) };
  } catch {
    return { problem: 'broken' };
  }
}

/** A formula that came to an error, or to nothing because no program has worked it out, would be read as an empty cell. */
function withFailures(parts: Record<string, Uint8Array>): Record<string, Uint8Array> {
  const told = Object.entries(parts).map(([name, bytes]): [string, Uint8Array] => {
    if (!name.startsWith('xl/worksheets/') || !name.endsWith('.xml')) return [name, bytes];
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
