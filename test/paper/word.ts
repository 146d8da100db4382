/** Word files for tests: made by hand, and read by programs that had no part in writing them. */
import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';
import mammoth from 'mammoth';

const W = 'http://schemas.openxmlformats.org/wordprocessingml/2006/main';
const R = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const WORD = 'application/vnd.openxmlformats-officedocument.wordprocessingml';

/** Its words, paragraph by paragraph, as a program for reading Word files sees them. */
export async function wordsOf(bytes: Uint8Array): Promise<string> {
  const { value, messages } = await mammoth.extractRawText({ buffer: Buffer.from(bytes) });
  if (messages.length > 0) throw new Error(messages.map(({ message }) => message).join('\n'));
  return value;
}

export async function htmlOf(bytes: Uint8Array): Promise<string> {
  return (await mammoth.convertToHtml({ buffer: Buffer.from(bytes) })).value;
}

export function partsOf(bytes: Uint8Array): Record<string, string> {
  return Object.fromEntries(Object.entries(unzipSync(bytes)).map(([name, content]) => [name, strFromU8(content)]));
}

export interface WordFile {
  /** Paragraphs, or XML that begins with `<`. */
  body: readonly string[];
  /** Page tops: id → words. */
  headers?: Record<string, string>;
  /** Of the last section, without `<w:sectPr>`; absent: none at all. */
  section?: string;
  /** More parts, or others in the place of ours. */
  parts?: Record<string, string | Uint8Array>;
}

/** As small as such a file can be. */
export function wordFile({ body, headers = {}, section, parts = {} }: WordFile): Uint8Array {
  const tops = Object.entries(headers);
  const files: Record<string, string | Uint8Array> = {
    '[Content_Types].xml': `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="${WORD}.document.main+xml"/>${tops.map(([id]) => `<Override PartName="/word/${id}.xml" ContentType="${WORD}.header+xml"/>`).join('')}</Types>`,
    '_rels/.rels': relations([['rId1', 'officeDocument', 'word/document.xml']]),
    'word/_rels/document.xml.rels': relations(tops.map(([id]) => [id, 'header', `${id}.xml`])),
    'word/document.xml': `<w:document xmlns:w="${W}" xmlns:r="${R}"><w:body>${body.map(paragraph).join('')}${section === undefined ? '' : `<w:sectPr>${section}</w:sectPr>`}</w:body></w:document>`,
    ...Object.fromEntries(tops.map(([id, words]) => [`word/${id}.xml`, `<w:hdr xmlns:w="${W}">${paragraph(words)}</w:hdr>`])),
    ...parts,
  };
  return zipSync(
    Object.fromEntries(Object.entries(files).map(([name, content]) => [name, typeof content === 'string' ? strToU8(content) : content])),
  );
}

export function relations(list: readonly (readonly [id: string, type: string, target: string, mode?: string])[]): string {
  const each = list.map(
    ([id, type, target, mode]) => `<Relationship Id="${id}" Type="${R}/${type}" Target="${target}"${mode ? ` TargetMode="${mode}"` : ''}/>`,
  );
  return `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${each.join('')}</Relationships>`;
}

export function paragraph(words: string): string {
  return words.startsWith('<') ? words : `<w:p><w:r><w:t xml:space="preserve">${words}</w:t></w:r></w:p>`;
}
