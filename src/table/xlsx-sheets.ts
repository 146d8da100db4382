import { unzipSync, zipSync } from 'fflate';
import readXlsx from 'read-excel-file/universal';
import type { TableLimits } from './read-table.ts';
import type { Cell, ReadTable } from './table.ts';

const MAX_PARTS = 1_000;
const WORKBOOK = 'xl/workbook.xml';

/**
 * What is unpacked is bounded before it is read: an archive says how large its parts are, and gets no more room than
 * that. Formulas count as what they came to when the file was saved.
 */
export async function xlsxSheets(bytes: Uint8Array, { unpackedBytes }: TableLimits): Promise<ReadTable> {
  const parts = unpack(bytes, unpackedBytes);
  if ('problem' in parts) return parts;
  if (!(WORKBOOK in parts.ok)) return { problem: 'notTable' };
  const { buffer } = Uint8Array.from(zipSync(parts.ok, { level: 0 }));
  try {
    const sheets = await readXlsx(buffer as ArrayBuffer, { trim: false });
    return { ok: sheets.map(({ sheet, data }) => ({ name: sheet, rows: data as Cell[][] })) };
  } catch {
    return { problem: 'broken' };
  }
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
