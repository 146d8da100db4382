/** How place names are compared: without accents, tone placement, punctuation, the words for a kind of place, or noise. */

/** What kind of place a person said they mean. */
export type SaidKind = 'ward' | 'commune' | 'town' | 'district';

export interface PlaceWords {
  /** Folded words, without those that only say a kind. */
  words: string[];
  said: SaidKind | null;
  /** They said that they mean an old name: "… cũ". */
  old: boolean;
}

/** Two-word kinds stand before one-word kinds: "thị xã" is not "xã". */
const KINDS: [string[], SaidKind][] = [
  [['thanh', 'pho'], 'district'],
  [['thi', 'xa'], 'district'],
  [['thi', 'tran'], 'town'],
  [['phuong'], 'ward'],
  [['huyen'], 'district'],
  [['quan'], 'district'],
  [['xa'], 'commune'],
  [['tp'], 'district'],
  [['tx'], 'district'],
  [['tt'], 'town'],
  [['p'], 'ward'],
  [['x'], 'commune'],
  [['h'], 'district'],
];

/** The province that was, and the city that is: true of every ward here, so they tell nothing after a name. */
const EVERYWHERE = [['tinh', 'binh', 'duong'], ['binh', 'duong'], ['ho', 'chi', 'minh'], ['hcm'], ['tphcm'], ['viet', 'nam']];

/** "  P. Thuận-An (cũ)" → words ["thuan", "an"], said "ward", old. */
export function readPlace(text: string): PlaceWords {
  const place: PlaceWords = { words: [], said: null, old: false };
  const tokens = fold(text);
  for (let at = 0; at < tokens.length; ) {
    const kind = KINDS.find(([words]) => startsAt(tokens, words, at));
    if (kind) place.said ??= kind[1];
    else if (tokens[at] === 'cu') place.old = true;
    else place.words.push(tokens[at] as string);
    at += kind ? kind[0].length : 1;
  }
  return { ...place, words: withoutEverywhere(place.words) };
}

/** Lower case, no accents, "đ" as "d", one spelling of i/y and of roman numbers; letters and digits only. */
function fold(text: string): string[] {
  const plain = text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().replaceAll('đ', 'd');
  return (plain.match(/[\p{L}\p{N}]+/gu) ?? []).map((word) => (word === 'ii' ? '2' : word.replace(/(?<=[b-df-hj-np-tv-z])y$/, 'i')));
}

/** Position of `part` in `words`, or -1. */
export function findWords(words: readonly string[], part: readonly string[]): number {
  if (part.length === 0) return -1;
  for (let at = 0; at + part.length <= words.length; at++) if (startsAt(words, part, at)) return at;
  return -1;
}

/** `words` without `part`, or null when it is not in there. */
export function without(words: readonly string[], part: readonly string[]): string[] | null {
  const at = findWords(words, part);
  return at < 0 ? null : words.toSpliced(at, part.length);
}

function startsAt(words: readonly string[], part: readonly string[], at: number): boolean {
  return part.every((word, index) => words[at + index] === word);
}

function withoutEverywhere(words: string[]): string[] {
  for (const tail of EVERYWHERE) {
    const at = words.length - tail.length;
    if (at > 0 && startsAt(words, tail, at)) return withoutEverywhere(words.slice(0, at));
  }
  return words;
}
