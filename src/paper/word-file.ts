/** Opens a Word file that somebody handed in: bounded in size, and nothing in it that runs, reaches out or hides. */
import { ParseError } from '@xmldom/xmldom';
import { unzipSync } from 'fflate';
import PizZip from 'pizzip';
import { parseXml, relationsIn } from './xml.ts';

/** Of a Word file with a few pages of words and perhaps a coat of arms. */
export const WORD_FILE_BYTES = 2 * 1024 * 1024;
const UNPACKED_BYTES = 30 * 1024 * 1024;
const PARTS = 500;
const DOCUMENT = 'word/document.xml';

export type WordFileProblem =
  /** No .docx: another format, an old .doc, or broken. */
  | { problem: 'notWord' }
  | { problem: 'tooLarge' }
  /** It holds macros, controls or embedded files. */
  | { problem: 'active'; part: string }
  /** It fetches something from elsewhere when opened: a template, a picture. */
  | { problem: 'remote'; part: string };

export type OpenedWordFile = { ok: true; zip: PizZip } | { ok: false; problems: [WordFileProblem, ...WordFileProblem[]] };

export function openWordFile(bytes: Uint8Array): OpenedWordFile {
  if (bytes.length > WORD_FILE_BYTES) return { ok: false, problems: [{ problem: 'tooLarge' }] };
  const parts = unpack(bytes);
  if (parts === 'tooLarge') return { ok: false, problems: [{ problem: 'tooLarge' }] };
  if (parts === 'broken' || !parts[DOCUMENT] || !text(parts['[Content_Types].xml']).includes('wordprocessingml.document.main+xml'))
    return { ok: false, problems: [{ problem: 'notWord' }] };
  const [first, ...others] = dangersOf(parts);
  if (first) return { ok: false, problems: [first, ...others] };
  const zip = new PizZip();
  for (const [part, content] of Object.entries(parts)) zip.file(part, content);
  return { ok: true, zip };
}

function unpack(bytes: Uint8Array): Record<string, Uint8Array> | 'broken' | 'tooLarge' {
  let count = 0;
  let size = 0;
  try {
    const parts = unzipSync(bytes, {
      filter: ({ name, originalSize }) => {
        count += 1;
        size += originalSize;
        if (count > PARTS || size > UNPACKED_BYTES) throw new RangeError('too much in it');
        return !name.endsWith('/');
      },
    });
    return parts;
  } catch (error) {
    return error instanceof RangeError ? 'tooLarge' : 'broken';
  }
}

function dangersOf(parts: Record<string, Uint8Array>): WordFileProblem[] {
  try {
    return Object.entries(parts).flatMap(([part, content]) => dangersIn(part, content));
  } catch (error) {
    if (error instanceof ParseError) return [{ problem: 'notWord' }];
    throw error;
  }
}

function dangersIn(part: string, content: Uint8Array): WordFileProblem[] {
  if (/vbaProject|vbaData|^word\/(embeddings|activeX)\//i.test(part)) return [{ problem: 'active', part }];
  if (!/\.(xml|rels)$/i.test(part)) return [];
  const xml = text(content);
  // Entities of its own are for making small files large; with empty bytes it is in an encoding that would hide them from us.
  if (xml.includes('<!DOCTYPE') || xml.includes('\0')) return [{ problem: 'active', part }];
  if (!part.toLowerCase().endsWith('.rels')) return [];
  const outside = relationsIn(parseXml(xml)).some(({ external, type }) => external && type !== 'hyperlink');
  return outside ? [{ problem: 'remote', part }] : [];
}

function text(content: Uint8Array | undefined): string {
  return new TextDecoder().decode(content);
}
