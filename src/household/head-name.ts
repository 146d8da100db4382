import { fold } from '../flow/fold.ts';
import { withCapitals } from '../flow/read-name.ts';

/** In the units of JavaScript; what a reader sees as one sign is never cut in two. */
const MAX_LENGTH = 80;
const signs = new Intl.Segmenter('vi', { granularity: 'grapheme' });

/** A name as it is kept: composed, one space between words, and with capitals where none were typed. */
export function tidyName(typed: string): string {
  return withCapitals(tidyLine(typed));
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
