import { fold } from '../flow/fold.ts';
import { withCapitals } from '../flow/read-name.ts';

/** In the units of JavaScript; what a reader sees as one sign is never cut in two. */
const MAX_LENGTH = 80;
const signs = new Intl.Segmenter('vi', { granularity: 'grapheme' });

/** A name as it is kept: composed, one space between words, and with capitals as names have them, where none or only capitals were typed. */
export function tidyName(typed: string): string {
  const name = tidyLine(typed);
  return withCapitals(isAllCapitals(name) ? name.toLowerCase() : name);
}

/** Of several words, each of letters only: "NGUYỄN VĂN AN". What an apostrophe or a dot stands in may be written so: "H'NHIÊN", "A.B." */
function isAllCapitals(name: string): boolean {
  return /^\p{L}+(?: \p{L}+)+$/u.test(name) && name === name.toUpperCase();
}

/** Some words as they are kept: composed, one space between them. */
export function tidyLine(typed: string): string {
  return cut(typed.normalize('NFC').replaceAll(/\s+/g, ' ').trim()).trim();
}

function cut(name: string): string {
  if (name.length <= MAX_LENGTH) return name;
  const over = signs.segment(name).containing(MAX_LENGTH);
  return name.slice(0, over?.index ?? MAX_LENGTH);
}

/** The same name typed without accents, in capitals or with dots has the same key. */
export function nameKey(name: string): string {
  return fold(name);
}
