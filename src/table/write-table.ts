/** Makes an .xlsx that is safe to open: text stays text, whatever it begins with. */
import type { CellObject, Feature, Image, SheetData } from 'write-excel-file/node';
import { safeText } from './table.ts';

export interface TableColumn {
  heading: string;
  /** In characters. */
  width: number;
  /** What may be chosen in its cells; others are refused by the program. */
  choices?: readonly string[];
  /** Kept for the way back, not shown. */
  hidden?: boolean;
}

export interface TableSheet {
  /** At most 31 characters; what a tab may not hold is left out. */
  name: string;
  /** Lines above the headings. */
  title?: readonly string[];
  columns: readonly TableColumn[];
  rows: readonly (readonly (string | number | null)[])[];
}

const MAX_TAB = 31;

export async function writeTable(sheets: readonly TableSheet[]): Promise<Buffer> {
  // Loaded when it is needed: most days nobody asks for a file.
  const { default: writeXlsx } = await import('write-excel-file/node');
  return writeXlsx(
    sheets.map((sheet) => ({
      sheet: tabName(sheet.name),
      data: dataOf(sheet),
      columns: sheet.columns.map(({ width }) => ({ width })),
      stickyRowsCount: headingRow(sheet),
      orientation: 'landscape' as const,
    })),
    { fontFamily: 'Times New Roman', fontSize: 12, features: [shaped(sheets)] },
  ).toBuffer();
}

/** Number of the row that the headings stand in, as programs count. */
export function headingRow({ title = [] }: Pick<TableSheet, 'title'>): number {
  return title.length + 1;
}

function tabName(name: string): string {
  return name.replaceAll(/[\\/?*[\]:']/g, ' ').slice(0, MAX_TAB);
}

function dataOf({ title = [], columns, rows }: TableSheet): SheetData {
  const head = columns.map(({ heading }): CellObject => ({ ...text(heading), fontWeight: 'bold', wrap: true, backgroundColor: '#F3E9DC' }));
  const lines = title.map((line): CellObject[] => [{ ...text(line), fontWeight: 'bold' }]);
  return [...lines, head, ...rows.map((row) => row.map(cell))];
}

function cell(value: string | number | null): CellObject | null {
  if (value === null || value === '') return null;
  return typeof value === 'number' ? { value, type: Number } : text(value);
}

function text(value: string): CellObject {
  return { value: safeText(value), type: String, format: '@' };
}

/** Lists to choose from, and columns that do not show: the library leaves room for what it does not know. */
function shaped(sheets: readonly TableSheet[]): Feature<Image['content']> {
  return {
    files: {
      transform: {
        'xl/worksheets/sheet{id}.xml': {
          transform: (xml, _options, { sheetIndex }) => {
            const sheet = sheets[sheetIndex];
            return sheet ? withLists(withHidden(xml, sheet), sheet) : xml;
          },
        },
      },
    },
  };
}

function withHidden(xml: string, { columns }: TableSheet): string {
  return columns.reduce((made, { hidden }, index) => {
    const place = `<col min="${index + 1}" max="${index + 1}"`;
    return hidden ? made.replace(place, `${place} hidden="1"`) : made;
  }, xml);
}

function withLists(xml: string, sheet: TableSheet): string {
  const first = headingRow(sheet) + 1;
  const last = headingRow(sheet) + Math.max(sheet.rows.length, 1) + 200;
  const lists = sheet.columns.flatMap(({ choices }, index) => {
    if (!choices) return [];
    const column = String.fromCharCode(65 + index);
    const formula = escapeXml(`"${choices.join(',')}"`);
    const range = `${column}${first}:${column}${last}`;
    return [
      `<dataValidation type="list" allowBlank="1" showErrorMessage="1" sqref="${range}"><formula1>${formula}</formula1></dataValidation>`,
    ];
  });
  if (lists.length === 0) return xml;
  // What the format wants in this order: rows, merged cells, conditional formats, lists, the page.
  const place =
    /<(?:hyperlinks|printOptions|pageMargins|pageSetup|headerFooter|drawing|legacyDrawing)\b|<\/worksheet>/.exec(xml)?.index ?? -1;
  return `${xml.slice(0, place)}<dataValidations count="${lists.length}">${lists.join('')}</dataValidations>${xml.slice(place)}`;
}

function escapeXml(value: string): string {
  return value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
