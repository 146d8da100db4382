/** A local number, or one with the code of the country, that stands among other words. */
const AMONG_WORDS = /(?<![\p{N}+])(?:(?:\+|00)?84|0)(?:[\s.()-]*\d){9,10}(?![\s.()-]*\d)/gu;

/**
 * A Vietnamese telephone number as people write it, also in a sentence; "+84 901 234 567" and "số tôi 0901.234.567" are
 * one. Null: there is none, or more than one.
 */
export function readPhone(typed: string): string | null {
  const text = typed.normalize('NFKC');
  const whole = readWhole(text);
  if (whole !== null) return whole;
  const found = new Set((text.match(AMONG_WORDS) ?? []).flatMap((part) => readWhole(part) ?? []));
  const [only] = found;
  return found.size === 1 ? (only ?? null) : null;
}

function readWhole(text: string): string | null {
  const compact = text.replace(/[\s().-]/gu, '');
  const local = compact.replace(/^(\+|00)?84(?=[1-9]\d{8,9}$)/, '0');
  // Mobile numbers have ten digits; landlines begin with 02 and have eleven.
  if (/^0[35789]\d{8}$/.test(local) || /^02\d{9}$/.test(local)) return local;
  // Someone working abroad may answer for the household.
  return /^\+[1-9]\d{7,14}$/.test(compact) && !compact.startsWith('+84') ? compact : null;
}
