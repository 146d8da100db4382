import type { Words } from './definition.ts';
import { agrees, findPhrase, foldKeepingAccents } from './fold.ts';

/** More words than this are a sentence. */
const MAX_WORDS = 6;
/** Signs and pictures, and the marks that stay behind of pictures. */
const SIGNS = /(?:[^\p{L}\p{M}'’.-]|[\ufe0f\u20e3])+/gu;

/** "Tôi tên là Nguyễn Văn An 😊" → "Nguyễn Văn An". Null: a question, a sentence, a number, or nothing. */
export function readName(typed: string, { before, never }: Words['names']): string | null {
  if (typed.includes('?') || /\p{N}/u.test(typed)) return null;
  const signless = typed.normalize('NFC').replace(SIGNS, ' ');
  const name = withoutLead(tidy(signless), Object.values(before).flat());
  const sentence = foldKeepingAccents(name);
  const isSentence =
    name.split(' ').length > MAX_WORDS ||
    Object.values(never)
      .flat()
      .some((phrase) => stands(sentence, phrase));
  return isSentence || !/\p{L}/u.test(name) ? null : name;
}

/** "Dạ, tôi tên là" goes piece by piece. What is nothing but a lead leaves no name. */
function withoutLead(name: string, leads: readonly string[]): string {
  const words = name.split(' ');
  const lengths = leads.map((lead) => ({ lead, length: lead.split(' ').length })).sort((a, b) => b.length - a.length);
  const found = lengths.find(({ lead, length }) => agrees(words.slice(0, length).join(' '), lead));
  return found ? withoutLead(tidy(words.slice(found.length).join(' ')), leads) : name;
}

/** A single syllable needs its own accents: "gì" asks, "gi" may be anything. */
function stands(sentence: string, phrase: string): boolean {
  const form = foldKeepingAccents(phrase);
  return form.includes(' ') ? findPhrase(sentence, form) >= 0 : sentence.split(' ').includes(form);
}

function tidy(text: string): string {
  return text.trim().replace(/^[.'’ -]+|[.'’ -]+$/gu, '');
}
