/** On what a list or a sheet names people who have not given their names here themselves. */

const MIN_LENGTH = 3;
const MAX_LENGTH = 300;

/** "QĐ 12/QĐ-UBND ngày 3/2/2026", "biên bản 04/BB". Null: nothing that could be looked up. */
export function basisOf(text: string): string | null {
  const tidy = text.normalize('NFC').replace(/\s+/gu, ' ').trim().slice(0, MAX_LENGTH);
  return tidy.length >= MIN_LENGTH && /\p{N}/u.test(tidy) ? tidy : null;
}
