/** A Vietnamese telephone number as people write it; "+84 901 234 567" and "0901.234.567" are one. Null: it is none. */
export function readPhone(typed: string): string | null {
  const compact = typed.normalize('NFKC').replace(/[\s().-]/gu, '');
  const local = compact.replace(/^(\+|00)?84(?=[1-9]\d{8,9}$)/, '0');
  // Mobile numbers have ten digits; landlines begin with 02 and have eleven.
  if (/^0[35789]\d{8}$/.test(local) || /^02\d{9}$/.test(local)) return local;
  // Someone working abroad may answer for the household.
  return /^\+[1-9]\d{7,14}$/.test(compact) && !compact.startsWith('+84') ? compact : null;
}
