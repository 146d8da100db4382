/** What is wrong with a Word file that a ward hands in for one of its papers: everything at once. */
import { ParseError } from '@xmldom/xmldom';
import { fold } from '../flow/fold.ts';
import { BrokenTemplate, compile, type Tag } from './compile.ts';
import { type Slots, slotsOf, type TemplateKind } from './slots.ts';
import { stamp } from './stamp.ts';
import { openWordFile, type WordFileProblem } from './word-file.ts';
import { parseXml, W } from './xml.ts';

export type TemplateProblem =
  | WordFileProblem
  /** A brace or a loop that is not closed, or closes another; `near`: the words at that place. */
  | { problem: 'broken'; near: string }
  /** No paper of this kind knows the name. Within a loop: `ho.diem`. */
  | { problem: 'unknown'; slot: string }
  /** The paper cannot do without. */
  | { problem: 'missing'; slot: string }
  /** It says DỰ THẢO whatever it is filled with, and would say so of what was issued. */
  | { problem: 'draftMark' }
  /** Each household has a page of its own, and nothing in it begins one. */
  | { problem: 'pageBreak' };

/** Empty: it may be used. */
export function checkTemplate(kind: TemplateKind, bytes: Uint8Array): TemplateProblem[] {
  const opened = openWordFile(bytes);
  if (!opened.ok) return opened.problems;
  if (!canBeStamped(bytes)) return [{ problem: 'notWord' }];
  try {
    const { tags } = compile(opened.zip);
    const known: Slots = slotsOf[kind];
    return [
      ...unknownIn(tags, [known]),
      ...missingFrom(kind === 'certificate' ? [...tags, ...tags.flatMap(({ inner }) => inner ?? [])] : tags, known),
      ...draftMarkIn(kind, bytes),
      ...pageBreakIn(kind, bytes),
    ];
  } catch (error) {
    if (!(error instanceof BrokenTemplate)) throw error;
    return error.near.length === 0 ? [{ problem: 'notWord' }] : error.near.map((near) => ({ problem: 'broken', near }));
  }
}

/** As a trial it will have to be: XML that is not well formed is noticed here. */
function canBeStamped(bytes: Uint8Array): boolean {
  const opened = openWordFile(bytes);
  try {
    return opened.ok && stamp(opened.zip) !== null;
  } catch (error) {
    if (error instanceof ParseError || error instanceof TypeError) return false;
    throw error;
  }
}

/** A paragraph of its own, anywhere in the document or on top of its pages. */
function draftMarkIn(kind: TemplateKind, bytes: Uint8Array): TemplateProblem[] {
  const opened = openWordFile(bytes);
  if (kind !== 'decision' || !opened.ok) return [];
  const parts = Object.keys(opened.zip.files).filter((part) => /^word\/(document|header[^/]*|footer[^/]*)\.xml$/.test(part));
  const says = (part: string) =>
    Array.from(parseXml(opened.zip.file(part)?.asText() ?? '').getElementsByTagNameNS(W, 'p')).some(
      ({ textContent }) => fold(textContent ?? '') === 'du thao' && !textContent?.includes('{'),
    );
  return parts.some(says) ? [{ problem: 'draftMark' }] : [];
}

function pageBreakIn(kind: TemplateKind, bytes: Uint8Array): TemplateProblem[] {
  const opened = openWordFile(bytes);
  if (kind !== 'certificate' || !opened.ok) return [];
  const document = parseXml(opened.zip.file('word/document.xml')?.asText() ?? '');
  const breaks = Array.from(document.getElementsByTagNameNS(W, 'br')).some((one) => one.getAttributeNS(W, 'type') === 'page');
  const begins = document.getElementsByTagNameNS(W, 'pageBreakBefore').length > 0;
  return breaks || begins ? [] : [{ problem: 'pageBreak' }];
}

/** Within a loop the names around it hold as well. */
function unknownIn(tags: readonly Tag[], [slots, ...around]: [Slots, ...Slots[]], path = ''): TemplateProblem[] {
  const problems = tags.flatMap(({ name, inner }): TemplateProblem[] => {
    const slot = [slots, ...around].find((one) => Object.hasOwn(one, name))?.[name];
    const repeated = typeof slot === 'object';
    if (slot === undefined || repeated !== (inner !== null)) return [{ problem: 'unknown', slot: path + name }];
    return repeated ? unknownIn(inner ?? [], [slot.each, slots, ...around], `${path}${name}.`) : [];
  });
  return distinct(problems);
}

function missingFrom(tags: readonly Tag[], slots: Slots, path = ''): TemplateProblem[] {
  return Object.entries(slots).flatMap(([name, slot]): TemplateProblem[] => {
    const found = tags.filter((tag) => tag.name === name);
    const lacking = found.length === 0 && slot !== 'optional';
    if (lacking) return [{ problem: 'missing', slot: path + name }];
    if (typeof slot !== 'object') return [];
    return missingFrom(
      found.flatMap(({ inner }) => inner ?? []),
      slot.each,
      `${path}${name}.`,
    );
  });
}

function distinct(problems: TemplateProblem[]): TemplateProblem[] {
  return [...new Map(problems.map((one) => [JSON.stringify(one), one])).values()];
}
