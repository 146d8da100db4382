import { fold } from '../flow/fold.ts';

const MAX_LENGTH = 80;

/** A name as it is kept: composed, one space between words. */
export function tidyName(typed: string): string {
  return typed.normalize('NFC').replaceAll(/\s+/g, ' ').trim().slice(0, MAX_LENGTH).trim();
}

/** The same name typed without accents, in capitals or with dots has the same key. */
export function nameKey(name: string): string {
  return fold(name);
}
