/** Finds the choice, the word or the number in what a person typed. Never guesses between two. */
import type { Words } from './definition.ts';
import { accentsAgree, agrees, agreesWithWord, findPhrase, fold, foldKeepingAccents, foldWord } from './fold.ts';
import type { Choice, Expect, NumberRange, Offer, Sentence } from './session.ts';

/** A choice in the person's language. */
export interface Labelled {
  id: string;
  label: string;
  /** Other ways people say it. */
  also: readonly string[];
  /** Also understood within a short sentence. */
  inside?: boolean;
  number?: NumberRange;
}

export type Word = { do: 'back' } | DialogWord;

interface DialogWord {
  dialog: string;
  replaces: boolean;
  /** Begins in the place of its own dialog, where nothing else is going on. */
  anew: boolean;
  /** Only while something is going on. */
  within?: boolean;
  /** Not where the question in hand understands it itself. */
  yields?: boolean;
  set: { [variable: string]: string };
  /** Heard even while an officer writes in the chat. */
  officer?: 'ends' | 'hears';
}

/** Syllables of a sentence in which a word may stand among others. */
const MAX_SENTENCE = 6;
/** Words around a number. */
const MAX_AROUND = 5;
/** Of more words nobody makes a list of numbers. */
const MOST_SEVERAL = 60;
/** More words than this are no short answer with courtesy around it. */
const MAX_COURTEOUS = 12;

/** So many words after a "no" are still no story. */
const MAX_AFTER_NONE = 2;

/** Where anything that is typed may be the answer itself. */
export const freeText: ReadonlySet<Expect> = new Set(['text', 'media', 'story']);

export function labelled(
  { id, label, also, inside, number }: Choice,
  text: (sentence: Sentence, lang: string) => string,
  lang: string,
): Labelled {
  const others = also === undefined ? [] : text(also, lang).split(',');
  return {
    id,
    label: text(label, lang),
    also: others.map((form) => form.trim()),
    ...(inside === undefined ? {} : { inside }),
    ...(number === undefined ? {} : { number }),
  };
}

/** The choice whose label, or another way to say it, was typed; or null. "Có cả 2" is "Có cả hai". */
export function byLabel(typed: string, choices: readonly Labelled[], words: Words, lang: string): string | null {
  const polite = words.polite[lang] ?? [];
  const said = namesOf(choices);
  for (const way of [typed, ...otherNumbers(typed, words, lang)]) {
    const found = byName(way, choices, polite) ?? byName(way, said, polite);
    if (found !== null) return found;
  }
  return null;
}

function namesOf(choices: readonly Labelled[]): Named[] {
  return choices.flatMap(({ id, also }) => also.map((label) => ({ id, label })));
}

/** "có cả 2" → "có cả hai", "câu ba" → "câu 3": among other words, a number in its other form. */
function otherNumbers(typed: string, words: Words, lang: string): string[] {
  const tokens = foldKeepingAccents(typed).split(' ');
  if (tokens.length < 2) return [];
  const named = Object.entries(words.numbers[lang] ?? {});
  const inWords = tokens.map((token) => named.find(([, value]) => String(value) === token)?.[0] ?? token);
  const inDigits = tokens.map((token) => String(numberWord(token, words, lang) ?? token));
  return [inWords, inDigits].map((form) => form.join(' ')).filter((form) => form !== tokens.join(' '));
}

/** The only choice that may stand within a short sentence and does, whether by its label or by another way to say it. */
export function withinSentence(typed: string, choices: readonly Labelled[]): string | null {
  const allowed = choices.filter(({ inside }) => inside);
  const sentence = foldKeepingAccents(typed);
  if (allowed.length === 0 || sentence.split(' ').length > MAX_SENTENCE) return null;
  return theOne([...allowed, ...namesOf(allowed)].filter(({ label }) => within(sentence, label)));
}

type Named = Pick<Labelled, 'id' | 'label'>;

/** The longest of what remains without words of courtesy counts: "dạ đúng rồi ạ" is "Đúng rồi", though "rồi" may be left aside. */
function byName(typed: string, named: readonly Named[], polite: readonly string[]): string | null {
  for (const words of withoutPoliteEnds(typed, polite)) {
    const id = only(named, words);
    if (id !== null) return id;
  }
  return null;
}

/** Of names that differ only by accents, the one with the accents that were typed. */
function only(named: readonly Named[], typed: string): string | null {
  const found = named.filter(({ label }) => agrees(typed, label));
  const exact = found.filter(({ label }) => foldKeepingAccents(label) === foldKeepingAccents(typed));
  return theOne(found) ?? theOne(exact);
}

function theOne(found: readonly Named[]): string | null {
  const ids = [...new Set(found.map(({ id }) => id))];
  return ids.length === 1 ? (ids[0] ?? null) : null;
}

/** The only choice whose label begins so; at least half of its words, because "không" is not "Không áp dụng". */
export function byBeginning(typed: string, offer: Offer, choices: readonly Labelled[], polite: readonly string[]): string | null {
  const bare = bareOf(typed, polite);
  const plain = fold(bare);
  if (freeText.has(offer.expect) || plain.length < 2 || /^\d/.test(plain)) return null;
  const found = choices.filter(({ label }) => {
    const whole = fold(label);
    const begins = whole.startsWith(plain) && accentsAgree(bare, label);
    return begins && plain.split(' ').length * 2 >= whole.split(' ').length;
  });
  return theOne(found);
}

/**
 * The word that works anywhere, the conversation’s language first.
 *
 * @param options.sure a single syllable needs its own accents: what lacks them may well be another word
 */
export function byWord(typed: string, words: Words, lang: string, expect: Expect, options: { sure?: boolean } = {}): Word | null {
  return wordIn(typed, words, lang, expect, options)?.word ?? null;
}

/** The same, with the form of it that was typed, as words.yaml has it: without what stands around it. */
export function wordIn(
  typed: string,
  words: Words,
  lang: string,
  expect: Expect,
  { sure = false } = {},
): { word: Word; form: string } | null {
  const languages = [...new Set([lang, ...words.words.flatMap((word) => Object.keys(word.say))])];
  const free = freeText.has(expect);
  // One syllable may be a name, but never a story.
  const mayBeName = expect === 'text';
  const bare = free ? [] : withoutPoliteEnds(typed, words.polite[lang] ?? []);
  for (const way of [typed, ...bare]) {
    // "dung roi" is rather "đúng rồi" than "dừng".
    const cautious = sure || mayBeName || fold(way) !== fold(typed);
    for (const language of languages) {
      for (const word of words.words) {
        const form = word.say[language]?.find((form) => isWord(way, form, cautious));
        if (form !== undefined) return { word: toWord(word), form };
      }
    }
  }
  return free ? null : wordWithin(typed, words);
}

function toWord(word: Words['words'][number]): Word {
  if ('do' in word) return { do: word.do };
  const { dialog, replaces = false, anew = false, set = {}, within, yields, officer } = word;
  return {
    dialog,
    replaces,
    anew,
    set,
    ...(within !== undefined && { within }),
    ...(yields && { yields }),
    ...(officer !== undefined && { officer }),
  };
}

/**
 * Commands ("/dung") are typed with their stroke; a word of signs only ("?") as it stands. Among other words a single
 * syllable needs its own accents: "Dung" is a name.
 */
function isWord(typed: string, form: string, cautious: boolean): boolean {
  const { plain, keepingAccents } = foldWord(form);
  if (plain === '') return typed.trim() === form;
  if (fold(typed) !== plain || typed.startsWith('/') !== form.startsWith('/')) return false;
  if (typed.startsWith('/') || foldKeepingAccents(typed) === keepingAccents) return true;
  return agreesWithWord(typed, form) && !(cautious && !plain.includes(' '));
}

/** A word of two syllables or more that stands among others in a short sentence, where dialogs allow it; the longest one counts. */
function wordWithin(typed: string, words: Words): { word: Word; form: string } | null {
  const sentence = foldKeepingAccents(typed);
  if (sentence.split(' ').length > MAX_SENTENCE) return null;
  const found = words.words.flatMap((word) =>
    word.inside
      ? Object.values(word.say).flatMap((forms) => forms.filter((form) => within(sentence, form)).map((form) => ({ word, form })))
      : [],
  );
  const longest = Math.max(...found.map(({ form }) => foldWord(form).plain.length));
  const meant = found.filter(({ form }) => foldWord(form).plain.length === longest);
  const [first] = meant;
  return first && meant.every(({ word }) => word === first.word) ? { word: toWord(first.word), form: first.form } : null;
}

function within(sentence: string, form: string): boolean {
  return foldWord(form).plain.includes(' ') && findPhrase(sentence, form) >= 0;
}

/** The choice that a typed number means by how many it says ("có 2 cháu" is "Có"), or null. */
export function byCount(typed: string, choices: readonly Labelled[], words: Words, lang: string): string | null {
  if (!choices.some(({ number }) => number)) return null;
  const count = readNumber(typed, words, lang);
  if (count === null) return null;
  const found = choices.filter(({ number }) => number && count >= (number.min ?? count) && count <= (number.max ?? count));
  return theOne(found);
}

/** The choice that a typed number means by its position, or the name that ends in it; "unclear" when that would be two. */
export function byNumber(typed: string, offer: Offer, choices: readonly Labelled[], words: Words, lang: string): string | 'unclear' | null {
  const plain = fold(bareOf(typed, words.polite[lang] ?? []));
  if (plain === '' || offer.expect === 'number' || offer.positions === false || choices.some(({ number }) => number)) return null;
  const digits = /^\d{1,3}$/.test(plain);
  const inWords = offer.listed || !freeText.has(offer.expect);
  const index = digits ? Number(plain) : inWords ? numberWord(plain, words, lang) : null;
  const byIndex = index === null ? undefined : choices[index - 1];
  const called = digits ? choices.filter(({ label }) => fold(label).split(' ').at(-1) === String(index)) : [];
  if (called.length > 1 || (byIndex && called[0] && byIndex !== called[0])) return 'unclear';
  return (byIndex ?? called[0])?.id ?? null;
}

/**
 * A whole number in digits ("3", "có 3 cháu", "-1") or in a word that stands alone or before what is counted ("ba", "hai
 * đứa"); null when there is none, or more than one, or when it counts something else ("lớp 3").
 */
export function readNumber(typed: string, words: Words, lang: string): number | null {
  const text = typed.normalize('NFKC').trim();
  if (/^[-−]\s?\d{1,9}$/.test(text)) return -Number(text.replace(/\D/g, ''));
  const bare = bareOf(text, words.polite[lang] ?? []);
  const alone = numberWord(bare, words, lang);
  if (alone !== null) return alone;
  const tokens = bare.split(' ');
  if (tokens.length > MAX_AROUND + 1) return null;
  const numbers = tokens.filter((token) => /\d/.test(token) || numberWord(token, words, lang) !== null);
  const [only] = numbers;
  if (only === undefined || numbers.length > 1) return null;
  const at = tokens.indexOf(only);
  const [before, after] = [tokens[at - 1], tokens[at + 1]];
  if (isOneOf(before, words.measured) || isOneOf(after, words.measured)) return null;
  if (/\d/.test(only)) return /^\d{1,9}$/.test(fold(only)) ? Number(fold(only)) : null;
  return isOneOf(after, words.counted) ? numberWord(only, words, lang) : null;
}

/**
 * Of several: "2,4", "câu 2 và câu 4". Each once, as they were typed; null where there is anything else, or only one, and where
 * two may be one number ("mười hai") or all between them ("2-4").
 */
export function readSeveral(typed: string, words: Words, lang: string): number[] | null {
  if (/\d\s*[-‐-―−]\s*\d/u.test(typed) || saysOneInTwo(typed, words, lang)) return null;
  const aside = [...(words.polite[lang] ?? []), ...Object.values(words.and).flat()];
  const tokens = foldKeepingAccents(typed).split(' ');
  if (tokens.length > MOST_SEVERAL) return null;
  const numbers = tokens
    .map((token) => (/^\d{1,3}$/.test(token) ? Number(token) : (numberWord(token, words, lang) ?? token)))
    .filter((token) => typeof token === 'number' || !aside.some((word) => agreesWithWord(token, word)));
  const several = [...new Set(numbers)].filter((number) => typeof number === 'number');
  return several.length > 1 && numbers.every((number) => typeof number === 'number') ? several : null;
}

/** Two words for numbers with nothing between them but a space or a hyphen. */
function saysOneInTwo(typed: string, words: Words, lang: string): boolean {
  const parts = typed.split(/[^\p{L}\p{M}\p{N}\p{Pd} ]+/u);
  return parts.some((part) => {
    const named = foldKeepingAccents(part)
      .split(' ')
      .map((token) => numberWord(token, words, lang) !== null);
    return named.some((one, at) => one && named[at + 1]);
  });
}

/** "Thôi, không có gì hết": begins with a "no", courtesy aside, and next to nothing follows. */
export function saysNone(typed: string, words: Words, lang: string): boolean {
  const polite = words.polite[lang] ?? [];
  const none = Object.values(words.none).flat();
  const isOf = (list: readonly string[]) => (token: string) => list.some((word) => agreesWithWord(token, word));
  const tokens = foldKeepingAccents(typed).split(' ');
  const lead = countWhile(tokens, isOf([...polite, ...none]));
  if (!tokens.slice(0, lead).some(isOf(none))) return false;
  const rest = tokens.slice(lead);
  return rest.length - countWhile(rest.toReversed(), isOf(polite)) <= MAX_AFTER_NONE;
}

function isOneOf(token: string | undefined, lists: Words['counted']): boolean {
  if (token === undefined) return false;
  return Object.values(lists).some((list) => list.some((word) => agreesWithWord(token, word)));
}

function numberWord(typed: string, words: Words, lang: string): number | null {
  const tables = [words.numbers[lang], ...Object.values(words.numbers)];
  for (const table of tables) {
    const found = Object.entries(table ?? {}).find(([word]) => agreesWithWord(typed, word));
    if (found) return found[1];
  }
  return null;
}

/** What was typed without the words of courtesy around it. */
export function bareOf(typed: string, polite: readonly string[]): string {
  return withoutPoliteEnds(typed, polite).at(-1) ?? '';
}

/** What was typed, then without more and more of the words of courtesy around it; one word always stays. */
function withoutPoliteEnds(typed: string, polite: readonly string[]): string[] {
  const tokens = foldKeepingAccents(typed).split(' ');
  if (tokens.length > MAX_COURTEOUS) return [tokens.join(' ')];
  const isPolite = (token: string | undefined) => token !== undefined && polite.some((word) => agreesWithWord(token, word));
  const before = countWhile(tokens, isPolite);
  const after = countWhile(tokens.toReversed(), isPolite);
  const ways: string[] = [];
  for (let left = 0; left <= before; left++) {
    for (let right = 0; right <= after && left + right < tokens.length; right++)
      ways.push(tokens.slice(left, tokens.length - right).join(' '));
  }
  return ways.sort((a, b) => b.split(' ').length - a.split(' ').length);
}

function countWhile(tokens: readonly string[], holds: (token: string) => boolean): number {
  const end = tokens.findIndex((token) => !holds(token));
  return end < 0 ? tokens.length : end;
}
