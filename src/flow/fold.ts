/** Comparing what people type with what was written: accents, capitals, signs and pictures aside. */

const MARKS = /\p{M}/gu;
const TONES = /[\u0300\u0301\u0303\u0309\u0323]/gu;
/** Tones, the marks of â, ă and ơ, and the letter đ. */
const ACCENTS = /[\u0300\u0301\u0303\u0309\u0323\u0302\u0306\u031bđ]/gu;

/** "Giải thích!" → "giai thich". Empty when nothing but signs and pictures was typed. */
export function fold(text: string): string {
  return words(text.normalize('NFKD').toLowerCase().replace(/đ/gu, 'd').replace(MARKS, ''));
}

/** Keeps accents, but a tone may stand on either vowel: "hoà" and "hòa" are one. */
export function foldKeepingAccents(text: string): string {
  return words(text.normalize('NFC').toLowerCase())
    .split(' ')
    .map((syllable) => {
      const letters = syllable.normalize('NFD');
      return letters.replace(TONES, '') + (letters.match(TONES) ?? []).join('');
    })
    .join(' ');
}

/** The same words, as far as they were typed: accents may be left out, but must not be others. "đung" is "đúng", "dừng" is not. */
export function agrees(typed: string, written: string): boolean {
  return fold(typed) === fold(written) && accentsAgree(typed, written);
}

/** No syllable has an accent that the written one at its place lacks. */
export function accentsAgree(typed: string, written: string): boolean {
  const syllables = foldKeepingAccents(written).split(' ').map(accentsOf);
  return foldKeepingAccents(typed)
    .split(' ')
    .every((syllable, index) => [...accentsOf(syllable)].every((accent) => syllables[index]?.has(accent)));
}

/** Position of a phrase among words, as `agrees` understands it, or -1. */
export function findPhrase(typed: string, phrase: string): number {
  const words = typed.split(' ');
  const length = foldKeepingAccents(phrase).split(' ').length;
  return words.findIndex((_, at) => at + length <= words.length && agrees(words.slice(at, at + length).join(' '), phrase));
}

function accentsOf(syllable: string): Set<string> {
  return new Set(syllable.normalize('NFD').match(ACCENTS));
}

function words(text: string): string {
  return text
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, ' ')
    .trim()
    .normalize('NFC');
}
