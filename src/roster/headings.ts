/**
 * Finds the headings of a table among the lines above it: one row, or two where "Số hộ" lies merged over "Thường trú"
 * and "Tạm trú".
 */
import { fold } from '../flow/fold.ts';
import { type Cell, textOf } from '../table/table.ts';

export interface Wanted<Key extends string> {
  key: Key;
  /** Whether a heading, folded, names this column. */
  is(heading: string): boolean;
}

export interface Headings<Key extends string> {
  /** Index of the first row below them. */
  below: number;
  /** Index of a column by what it holds. */
  columns: Partial<Record<Key, number>>;
  /** Columns that say what another says already. */
  twice: { index: number; heading: string }[];
  /** Headings of columns that nobody asked for. */
  others: string[];
}

/** Letterheads are long in this country. */
const LOOKED_AT = 20;

/** Null: no row among the first has all the `required` ones. */
export function findHeadings<Key extends string>(
  rows: readonly (readonly Cell[])[],
  wanted: readonly Wanted<Key>[],
  required: readonly Key[],
): Headings<Key> | null {
  const has = ({ columns }: Read<Key>) => required.every((key) => columns[key] !== undefined);
  for (let at = 0; at < Math.min(rows.length, LOOKED_AT); at++) {
    const upper = rows[at]?.map(textOf) ?? [];
    const lower = rows[at + 1]?.map(textOf) ?? [];
    const one = read(upper, wanted);
    const two = read(joined(upper, lower), wanted);
    // The second row belongs to them where the two say more than either.
    if (has(two) && told(two) > Math.max(told(one), told(read(lower, wanted)))) return { ...two, below: at + 2 };
    if (has(one)) return { ...one, below: at + 1 };
  }
  return null;
}

type Read<Key extends string> = Omit<Headings<Key>, 'below'>;

function told({ columns }: Read<string>): number {
  return Object.keys(columns).length;
}

/** A merged heading stands over the columns to its right, as long as they have headings of their own below. */
function joined(above: readonly string[], below: readonly string[]): string[] {
  let over = '';
  return Array.from({ length: Math.max(above.length, below.length) }, (_, index) => {
    over = above[index] || (below[index] ? over : '');
    return `${over} ${below[index] ?? ''}`.trim();
  });
}

function read<Key extends string>(headings: readonly string[], wanted: readonly Wanted<Key>[]): Read<Key> {
  const columns: Partial<Record<Key, number>> = {};
  const twice: { index: number; heading: string }[] = [];
  const others: string[] = [];
  headings.forEach((heading, index) => {
    const folded = fold(heading);
    const match = wanted.find(({ is }) => folded !== '' && is(folded));
    if (!match) {
      if (folded !== '') others.push(heading);
    } else if (columns[match.key] === undefined) columns[match.key] = index;
    else twice.push({ index, heading });
  });
  return { columns, twice, others };
}

const TOTALS = new Set(['tong', 'tong cong', 'tong so', 'cong', 'toan phuong', 'toan xa']);

/** A row that says nothing about one line: blank, a sum, or the numbers of the columns. */
export function isAside(row: readonly Cell[]): boolean {
  const texts = row.map(textOf).filter((text) => text !== '');
  if (texts.length === 0 || texts.some((text) => TOTALS.has(fold(text)))) return true;
  const inOrder = (sign: (number: number) => string) => texts.every((text, at) => text === sign(at + 1));
  return (texts.length >= 2 && inOrder((number) => `(${number})`)) || (texts.length >= 3 && inOrder(String));
}
