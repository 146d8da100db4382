import { parse } from 'csv-parse/sync';
import type { ReadTable } from './table.ts';

const SEPARATORS = [';', '\t', ','] as const;
/** Looked at to tell how a file separates its cells. */
const FIRST_LINES = 20;

/** UTF-8 with or without a byte order mark, or UTF-16 with one, as programs save "Unicode text". */
export function csvRows(bytes: Uint8Array): ReadTable {
  const text = decode(bytes);
  if (text === null) return { problem: 'encoding' };
  if (/^\s*</.test(text) || text.includes('\0')) return { problem: 'notTable' };
  // A line of its own that only Excel reads, and obeys.
  const named = /^sep=(.)\r?\n/i.exec(text);
  try {
    const rows = parse(named ? text.slice(named[0].length) : text, {
      delimiter: named?.[1] ?? separatorOf(text),
      relax_column_count: true,
      relax_quotes: true,
      skip_empty_lines: false,
      max_record_size: 100_000,
    });
    return { ok: [{ name: '', rows: named ? [[], ...rows] : rows }] };
  } catch {
    return { problem: 'broken' };
  }
}

function decode(bytes: Uint8Array): string | null {
  const [first, second] = bytes;
  const encoding = first === 0xff && second === 0xfe ? 'utf-16le' : first === 0xfe && second === 0xff ? 'utf-16be' : 'utf-8';
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}

/** The one that stands most often outside of quotes, semicolon before comma: with semicolons, commas are in numbers. */
function separatorOf(text: string): string {
  const bare = text.split(/\r\n|\r|\n/, FIRST_LINES).map((line) => line.replaceAll(/"[^"]*"/g, ''));
  const counts = SEPARATORS.map((separator) => ({ separator, count: bare.join('').split(separator).length - 1 }));
  return counts.reduce((best, one) => (one.count > best.count ? one : best)).separator;
}
