import type { Words } from './definition.ts';
import { agrees, findPhrase, foldKeepingAccents } from './fold.ts';

/** Fewer words are no full name. */
const MIN_WORDS = 2;
/** More words than this are a sentence. */
const MAX_WORDS = 6;
/** So many words a name keeps where capitals do not tell it from what follows: "lê thị nha" is one, "lê văn an nha" is not. */
const MIN_WITHOUT_CAPITALS = 3;
/** Signs and pictures, and the marks that stay behind of pictures. */
const SIGNS = /(?:[^\p{L}\p{M}'’.-]|[\ufe0f\u20e3])+/gu;

/** "Dạ tôi tên là bà nguyễn thị an nha 😊" → "Nguyễn Thị An". Null: a question, a sentence, a number, half a name, or nothing. */
export function readName(typed: string, { before, titles, after, never }: Words['names']): string | null {
  if (typed.includes('?') || /\p{N}/u.test(typed)) return null;
  const signless = typed.normalize('NFC').replace(SIGNS, ' ');
  const named = withoutLead(tidy(signless), Object.values(before).flat());
  const name = withoutEnd(withoutTitle(named, Object.values(titles).flat()), Object.values(after).flat());
  const sentence = foldKeepingAccents(name);
  const count = name.split(' ').length;
  const isSentence = Object.values(never)
    .flat()
    .some((phrase) => stands(sentence, phrase));
  return isSentence || count < MIN_WORDS || count > MAX_WORDS || !/\p{L}/u.test(name) ? null : withCapitals(name);
}

/** "Dạ, tôi tên là" goes piece by piece. What is nothing but a lead leaves no name. */
function withoutLead(name: string, leads: readonly string[]): string {
  const words = name.split(' ');
  const lengths = leads.map((lead) => ({ lead, length: lead.split(' ').length })).sort((a, b) => b.length - a.length);
  const found = lengths.find(({ lead, length }) => agrees(words.slice(0, length).join(' '), lead));
  return found ? withoutLead(tidy(words.slice(found.length).join(' ')), leads) : name;
}

/** "ông Nguyễn Văn An". With its own accents only: "chú" is a title, "Chu" is a family. */
function withoutTitle(name: string, titles: readonly string[]): string {
  const [first = '', ...rest] = name.split(' ');
  return isOneOf(first, titles) ? rest.join(' ') : name;
}

/** "Nguyễn Văn An nha con". Where capitals are used, a word that has one belongs to the name: "Lê Thị Nha". */
function withoutEnd(name: string, ends: readonly string[]): string {
  const words = name.split(' ');
  const last = words.at(-1) ?? '';
  const capitals = usesCapitals(name);
  const keeps = words.length - 1 < (capitals ? MIN_WORDS : MIN_WITHOUT_CAPITALS) || (capitals && last !== last.toLowerCase());
  return keeps || !isOneOf(last, ends) ? name : withoutEnd(words.slice(0, -1).join(' '), ends);
}

function isOneOf(word: string, list: readonly string[]): boolean {
  return list.some((one) => foldKeepingAccents(one) === foldKeepingAccents(word));
}

/** Do capitals tell anything here? Not in "nguyễn văn an", nor in "NGUYỄN VĂN AN". */
function usesCapitals(name: string): boolean {
  return name !== name.toLowerCase() && name !== name.toUpperCase();
}

/** As a name is written, where it was typed without any capital. */
export function withCapitals(name: string): string {
  return name === name.toLowerCase() ? name.replace(/(?<![\p{L}\p{M}'’])\p{L}/gu, (letter) => letter.toUpperCase()) : name;
}

/** A single syllable needs its own accents: "gì" asks, "gi" may be anything. */
function stands(sentence: string, phrase: string): boolean {
  const form = foldKeepingAccents(phrase);
  return form.includes(' ') ? findPhrase(sentence, form) >= 0 : sentence.split(' ').includes(form);
}

function tidy(text: string): string {
  return text.trim().replace(/^[.'’ -]+|[.'’ -]+$/gu, '');
}
