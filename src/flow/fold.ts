/** Comparing what people type with what was written: accents, capitals, signs and pictures aside. */

const MARKS = /\p{M}/gu;
const TONES = /[\u0300\u0301\u0303\u0309\u0323]/gu;

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

export function hasAccents(text: string): boolean {
  const lower = text.toLowerCase();
  return lower.includes('đ') || /\p{M}/u.test(lower.normalize('NFD'));
}

function words(text: string): string {
  return text
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, ' ')
    .trim()
    .normalize('NFC');
}
