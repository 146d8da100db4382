/**
 * BẢN THỬ: on top of every page of a Word file, whoever made its template, and at the beginning of its text, where programs that
 * show no page tops show it too.
 */
import type PizZip from 'pizzip';
import { type Document, type Element, parseXml, R, RELATIONS, relationsIn, TYPES, toXml, W } from './xml.ts';

export const STAMP = 'BẢN THỬ';
const MEANING = 'Bảng điểm chưa được công nhận: giấy này không có giá trị, không dùng để công nhận gia đình nào.';

const HEADER_TYPE = 'application/vnd.openxmlformats-officedocument.wordprocessingml.header+xml';
const DOCUMENT = 'word/document.xml';
const RELATIONS_OF_DOCUMENT = 'word/_rels/document.xml.rels';
const OURS = { part: 'word/header-ban-thu.xml', target: 'header-ban-thu.xml', id: 'rIdBanThu' };

/** Changes `zip` and returns it. */
export function stamp(zip: PizZip): PizZip {
  if (!zip.file(RELATIONS_OF_DOCUMENT)) zip.file(RELATIONS_OF_DOCUMENT, `<Relationships xmlns="${RELATIONS}"/>`);
  for (const part of pageTopsOf(zip)) edit(zip, part, (header) => prepend(header.documentElement as Element, stampParagraphs(header)));
  zip.file(OURS.part, `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<w:hdr xmlns:w="${W}">${paragraphs}</w:hdr>`);
  edit(zip, RELATIONS_OF_DOCUMENT, (relations) => {
    const relation = relations.createElementNS(RELATIONS, 'Relationship');
    relation.setAttribute('Id', OURS.id);
    relation.setAttribute('Type', `${R}/header`);
    relation.setAttribute('Target', OURS.target);
    relations.documentElement?.appendChild(relation);
  });
  edit(zip, '[Content_Types].xml', (types) => {
    const override = types.createElementNS(TYPES, 'Override');
    override.setAttribute('PartName', `/${OURS.part}`);
    override.setAttribute('ContentType', HEADER_TYPE);
    types.documentElement?.appendChild(override);
  });
  edit(zip, DOCUMENT, (document) => {
    const body = document.getElementsByTagNameNS(W, 'body')[0];
    if (!body) throw new TypeError('no body');
    giveHeaders(document, firstSection(document, body));
    prepend(body, stampParagraphs(document));
  });
  return zip;
}

function pageTopsOf(zip: PizZip): string[] {
  const relations = relationsIn(parseXml(zip.file(RELATIONS_OF_DOCUMENT)?.asText() ?? ''));
  const parts = relations.filter(({ type }) => type === 'header').map(({ target }) => target);
  // Beside the document, or named from the root.
  const names = [...new Set(parts)].map((target) => (target.startsWith('/') ? target.slice(1) : `word/${target}`));
  return names.filter((name) => zip.file(name) !== null);
}

/** The page tops of the first section; the others have their own, which are stamped, or take these over. */
function giveHeaders(document: Document, section: Element): void {
  const present = new Set(childrenNamed(section, 'headerReference').map((one) => one.getAttributeNS(W, 'type') ?? 'default'));
  const lacking = ['default', 'first', 'even'].filter((type) => !present.has(type));
  prepend(
    section,
    lacking.map((type) => {
      const reference = document.createElementNS(W, 'w:headerReference');
      reference.setAttributeNS(W, 'w:type', type);
      reference.setAttributeNS(R, 'r:id', OURS.id);
      return reference;
    }),
  );
}

function firstSection(document: Document, body: Element): Element {
  // In the order of the document; what a section was before a tracked change stands within it.
  const found = body.getElementsByTagNameNS(W, 'sectPr')[0];
  if (found) return found;
  const made = document.createElementNS(W, 'w:sectPr');
  body.appendChild(made);
  return made;
}

function childrenNamed(parent: Element, name: string): Element[] {
  return Array.from(parent.childNodes).filter((one): one is Element => one.nodeType === 1 && (one as Element).localName === name);
}

const paragraphs = [
  paragraph(STAMP, '<w:b/><w:color w:val="C00000"/><w:spacing w:val="120"/><w:sz w:val="40"/>'),
  paragraph(MEANING, '<w:i/><w:color w:val="C00000"/><w:sz w:val="18"/>'),
].join('');

function paragraph(words: string, look: string): string {
  return `<w:p><w:pPr><w:spacing w:before="0" w:after="0"/><w:jc w:val="center"/></w:pPr><w:r><w:rPr>${look}</w:rPr><w:t>${words}</w:t></w:r></w:p>`;
}

function stampParagraphs(into: Document): Element[] {
  const made = parseXml(`<w:hdr xmlns:w="${W}">${paragraphs}</w:hdr>`);
  return childrenNamed(made.documentElement as Element, 'p').map((one) => into.importNode(one, true));
}

function prepend(parent: Element, children: readonly Element[]): void {
  const first = parent.firstChild;
  for (const child of children) parent.insertBefore(child, first);
}

function edit(zip: PizZip, part: string, change: (document: Document) => void): void {
  const file = zip.file(part);
  if (!file) throw new TypeError(`no ${part}`);
  const document = parseXml(file.asText());
  change(document);
  zip.file(part, toXml(document));
}
