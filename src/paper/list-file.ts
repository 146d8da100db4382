/**
 * A list as .xlsx. Everything in it is text or a number by its type, and what a spreadsheet would take for a formula, once the list
 * is saved as something else and opened anew, begins with an apostrophe.
 */
import writeXlsxFile, { type Cell } from 'write-excel-file/node';
import { STAMP } from './stamp.ts';

export interface ListColumn {
  name: string;
  /** In characters. */
  width: number;
}

export interface ListFile {
  title: string;
  /** Lines under the title. */
  notes: readonly string[];
  columns: readonly ListColumn[];
  rows: readonly (readonly (string | number | null)[])[];
  /** Lines under the rows. */
  closing?: readonly string[];
  trial: boolean;
}

export async function makeListFile({ title, notes, columns, rows, closing = [], trial }: ListFile): Promise<Uint8Array> {
  const line = (words: string, look: object = {}): Cell[] => [words === '' ? null : { ...text(words), ...look }];
  const above = [
    ...(trial
      ? [line(`${STAMP}: bảng điểm chưa được công nhận, danh sách này không có giá trị`, { fontWeight: 'bold', textColor: '#C00000' })]
      : []),
    line(title, { fontWeight: 'bold', fontSize: 14 }),
    ...notes.map((note) => line(note)),
    line(''),
  ];
  const bordered = { borderStyle: 'thin', alignVertical: 'top', wrap: true } as const;
  const names: Cell[] = columns.map(({ name }) => ({ ...text(name), ...bordered, fontWeight: 'bold', align: 'center' }));
  const body = rows.map((row) => row.map((value): Cell => ({ ...cell(value), ...bordered })));
  const below = closing.length === 0 ? [] : [line(''), ...closing.map((words) => line(words))];
  return writeXlsxFile([...above, names, ...body, ...below], {
    sheet: 'Danh sách',
    columns: columns.map(({ width }) => ({ width })),
    stickyRowsCount: above.length + 1,
  }).toBuffer();
}

function cell(
  value: string | number | null,
): { value: string; type: StringConstructor; format: string } | { value: number; type: NumberConstructor } {
  return typeof value === 'number' ? { value, type: Number } : text(value ?? '');
}

/** Format `@` is Excel's "text": what is edited in such a cell stays text. */
function text(value: string): { value: string; type: StringConstructor; format: string } {
  return { value: harmless(value), type: String, format: '@' };
}

/** Also after spaces, which some programs drop, and with the wide signs of East Asian keyboards. */
export function harmless(value: string): string {
  return /^\s*[=+\-@＝＋－＠]/.test(value) || /^[\t\r\n]/.test(value) ? `'${value}` : value;
}
