/** Files as strangers make them: an .xlsx of raw parts, which no library of ours has written. */
import { strToU8, zipSync } from 'fflate';

const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const xml = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>';

/** @param sheets name of the tab → what stands between `<sheetData>` and `</sheetData>`, and after it */
export function xlsxOf(
  sheets: Record<string, { rows: string; after?: string }>,
  { strings = [], extra = {} }: { strings?: string[]; extra?: Record<string, Uint8Array> } = {},
): Uint8Array {
  const names = Object.keys(sheets);
  const parts: Record<string, string> = {
    '[Content_Types].xml': `${xml}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>`,
    'xl/workbook.xml': `${xml}<workbook xmlns:r="${office}"><sheets>${names
      .map((name, at) => `<sheet name="${name}" sheetId="${at + 1}" r:id="r${at + 1}"/>`)
      .join('')}</sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': `${xml}<Relationships>${names
      .map((_, at) => `<Relationship Id="r${at + 1}" Type="${office}/worksheet" Target="worksheets/sheet${at + 1}.xml"/>`)
      .join('')}<Relationship Id="s" Type="${office}/sharedStrings" Target="sharedStrings.xml"/></Relationships>`,
    'xl/sharedStrings.xml': `${xml}<sst>${strings.map((text) => `<si>${text}</si>`).join('')}</sst>`,
  };
  Object.values(sheets).forEach(({ rows, after = '' }, at) => {
    parts[`xl/worksheets/sheet${at + 1}.xml`] = `${xml}<worksheet><sheetData>${rows}</sheetData>${after}</worksheet>`;
  });
  return zipSync({ ...Object.fromEntries(Object.entries(parts).map(([name, text]) => [name, strToU8(text)])), ...extra });
}

/** A row of texts and numbers as inline cells: `row(2, ['Khu phố 1', 12, null])`. */
export function row(number: number, cells: readonly (string | number | null)[]): string {
  const inside = cells.map((value, at) => {
    const place = `${String.fromCharCode(65 + at)}${number}`;
    if (value === null) return '';
    if (typeof value === 'number') return `<c r="${place}"><v>${value}</v></c>`;
    return `<c r="${place}" t="inlineStr"><is><t>${value.replaceAll('&', '&amp;').replaceAll('<', '&lt;')}</t></is></c>`;
  });
  return `<row r="${number}">${inside.join('')}</row>`;
}

/** Rows from the first on. */
export function rows(...lines: readonly (readonly (string | number | null)[])[]): string {
  return lines.map((line, at) => row(at + 1, line)).join('');
}

export function csv(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
