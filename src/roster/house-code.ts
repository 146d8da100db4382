/** How a ward names its houses, and what may not be written in the place of that. */

const HOUSE_CODE = /^[\p{L}\p{N}](?:[\p{L}\p{N}./ -]{0,18}[\p{L}\p{N}])?$/u;

/** "a-012" → "A-012". Null: too long, or of other signs. */
export function readHouseCode(text: string): string | null {
  return HOUSE_CODE.test(text) ? text.toUpperCase() : null;
}

/** Numbers of identity cards, old and new: they are never taken. */
export function isIdNumber(text: string): boolean {
  const digits = text.replaceAll(/[ .-]/g, '');
  return /^(?:\d{9}|\d{12})$/.test(digits);
}

const MAX_NAME = 80;

/** The name of a person: letters, perhaps with dots, hyphens and apostrophes. */
export function isHeadName(text: string): boolean {
  return text.length <= MAX_NAME && /^\p{L}[\p{L}\p{M} .'’-]*$/u.test(text);
}
