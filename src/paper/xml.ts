/** The XML inside of Word files. */
import { DOMParser, type Document, type Element, onErrorStopParsing, XMLSerializer } from '@xmldom/xmldom';

export type { Document, Element };

export const W = 'http://schemas.openxmlformats.org/wordprocessingml/2006/main';
export const R = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
export const RELATIONS = 'http://schemas.openxmlformats.org/package/2006/relationships';
export const TYPES = 'http://schemas.openxmlformats.org/package/2006/content-types';

/** @throws ParseError */
export function parseXml(xml: string): Document {
  return new DOMParser({ onError: onErrorStopParsing }).parseFromString(xml, 'text/xml');
}

export function toXml(document: Document): string {
  return new XMLSerializer().serializeToString(document);
}

export interface Relation {
  /** Its last word: `header`, `hyperlink`. */
  type: string;
  target: string;
  external: boolean;
}

export function relationsIn(document: Document): Relation[] {
  return Array.from(document.getElementsByTagNameNS('*', 'Relationship')).map((one) => ({
    type: (one.getAttribute('Type') ?? '').split('/').at(-1) ?? '',
    target: one.getAttribute('Target') ?? '',
    external: one.getAttribute('TargetMode')?.toLowerCase() === 'external',
  }));
}
