/** Comparing what people type with what was written: accents, capitals, signs and pictures aside. */

const MARKS = /\p{M}/gu;
const TONES = /[\u0300\u0301\u0303\u0309\u0323]/gu;
/** Tones, the marks of â, ă and ơ, and the letter đ. */
const ACCENTS = /[\u0300\u0301\u0303\u0309\u0323\u0302\u0306\u031bđ]/gu;

/** "Giải thích!" → "giai thich". Empty when nothing but signs and pictures was typed. */
export const fold = lastOnce((text) => folded(text));

function folded(text: string): string {
  return words(text.normalize('NFKD').toLowerCase().replace(/đ/gu, 'd').replace(MARKS, ''));
}

/** Keeps accents, but a tone may stand on either vowel: "hoà" and "hòa" are one. */
export const foldKeepingAccents = lastOnce((text) => foldedKeepingAccents(text));

function foldedKeepingAccents(text: string): string {
  return words(text.normalize('NFC').toLowerCase())
    .split(' ')
    .map((syllable) => {
      const letters = syllable.normalize('NFD');
      return letters.replace(TONES, '') + (letters.match(TONES) ?? []).join('');
    })
    .join(' ');
}

/** What is typed is compared with hundreds of words, one after the other. */
function lastOnce(work: (text: string) => string): (text: string) => string {
  let [last, result] = ['', work('')];
  return (text) => {
    if (text !== last) [last, result] = [text, work(text)];
    return result;
  };
}

interface FoldedWord {
  plain: string;
  keepingAccents: string;
  accents: Set<string>[];
}

const folds = new Map<string, FoldedWord>();

/** @param word stands in the files, so that there are only so many: folded once. Never what a person typed. */
export function foldWord(word: string): FoldedWord {
  let found = folds.get(word);
  if (!found) {
    const keepingAccents = foldedKeepingAccents(word);
    found = { plain: folded(word), keepingAccents, accents: keepingAccents.split(' ').map(accentsOf) };
    folds.set(word, found);
  }
  return found;
}

/** `agrees` with a word of the files. */
export function agreesWithWord(typed: string, word: string): boolean {
  const { plain, accents } = foldWord(word);
  return fold(typed) === plain && lacksNone(typed, accents);
}

/** The same words, as far as they were typed: accents may be left out, but must not be others. "đung" is "đúng", "dừng" is not. */
export function agrees(typed: string, written: string): boolean {
  return fold(typed) === folded(written) && accentsAgree(typed, written);
}

/** No syllable has an accent that the written one at its place lacks. */
export function accentsAgree(typed: string, written: string): boolean {
  return lacksNone(typed, foldedKeepingAccents(written).split(' ').map(accentsOf));
}

function lacksNone(typed: string, accents: readonly Set<string>[]): boolean {
  return foldKeepingAccents(typed)
    .split(' ')
    .every((syllable, index) => [...accentsOf(syllable)].every((accent) => accents[index]?.has(accent)));
}

/** Position of a phrase of the files among words, as `agrees` understands it, or -1. */
export function findPhrase(typed: string, phrase: string): number {
  const { plain, accents } = foldWord(phrase);
  // Nowhere in it: most phrases are not.
  if (!fold(typed).includes(plain)) return -1;
  const words = typed.split(' ');
  return words.findIndex(
    (_, at) => at + accents.length <= words.length && agreesWithWord(words.slice(at, at + accents.length).join(' '), phrase),
  );
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
