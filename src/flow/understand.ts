/** Finds the choice, the word or the number in what a person typed. Never guesses between two. */
import type { Words } from './definition.ts';
import { fold, foldKeepingAccents, hasAccents } from './fold.ts';
import type { Expect, Offer } from './session.ts';

/** A choice with its label in the person's language. */
export interface Labelled {
  id: string;
  label: string;
}

export type Word = { do: 'back' } | { dialog: string; replaces: boolean };

/** Where anything that is typed may be the answer itself. */
const freeText: ReadonlySet<Expect> = new Set(['text', 'media']);

/** The choice whose label was typed, or null. */
export function byLabel(typed: string, choices: readonly Labelled[], polite: readonly string[]): string | null {
  const plain = fold(typed);
  const bare = withoutPoliteWords(plain, polite);
  return (
    only(
      choices.filter(({ label }) => fold(label) === plain),
      typed,
    ) ??
    only(
      choices.filter(({ label }) => fold(label) === bare),
      typed,
    )
  );
}

/** Of labels that differ only by accents, the one with the accents that were typed. */
function only(found: readonly Labelled[], typed: string): string | null {
  if (found.length === 1) return found[0]?.id ?? null;
  const exact = found.filter(({ label }) => foldKeepingAccents(label) === foldKeepingAccents(typed));
  return exact.length === 1 && fold(typed) !== '' ? (exact[0]?.id ?? null) : null;
}

/** The word that works anywhere, the conversation's language first. */
export function byWord(typed: string, words: Words, lang: string, expect: Expect): Word | null {
  const languages = [...new Set([lang, ...words.words.flatMap((word) => Object.keys(word.say))])];
  for (const language of languages) {
    for (const word of words.words) {
      const said = (word.say[language] ?? []).some((form) => isWord(typed, form, freeText.has(expect)));
      if (said) return 'do' in word ? { do: word.do } : { dialog: word.dialog, replaces: word.replaces ?? false };
    }
  }
  return null;
}

/**
 * Commands ("/dung") are typed with their stroke; a word of signs only ("?") as it stands. Accents may be left out but
 * not be others: "đúng" is not "dừng". Among free words a single syllable needs its own: "Dung" is a name.
 */
function isWord(typed: string, form: string, amongFreeWords: boolean): boolean {
  const plain = fold(form);
  if (plain === '') return typed.trim() === form;
  if (fold(typed) !== plain || typed.startsWith('/') !== form.startsWith('/')) return false;
  if (typed.startsWith('/') || foldKeepingAccents(typed) === foldKeepingAccents(form)) return true;
  return agrees(typed, form) && !(amongFreeWords && !plain.includes(' '));
}

/** Each syllable is typed with its accents, or without any. */
function agrees(typed: string, form: string): boolean {
  const written = foldKeepingAccents(form).split(' ');
  const syllables = foldKeepingAccents(typed).split(' ');
  return syllables.length === written.length && syllables.every((syllable, index) => !hasAccents(syllable) || syllable === written[index]);
}

/** The choice that a typed number means, or the name that ends in it; "unclear" when that would be two. */
export function byNumber(typed: string, offer: Offer, choices: readonly Labelled[], words: Words, lang: string): string | 'unclear' | null {
  const plain = withoutPoliteWords(fold(typed), words.polite[lang] ?? []);
  if (plain === '' || offer.expect === 'number') return null;
  const digits = /^\d{1,3}$/.test(plain);
  const inWords = offer.listed || !freeText.has(offer.expect);
  const index = digits ? Number(plain) : inWords ? numberWord(plain, words, lang) : null;
  const byIndex = index === null ? undefined : choices[index - 1];
  const called = digits ? choices.filter(({ label }) => fold(label).split(' ').at(-1) === String(index)) : [];
  if (called.length > 1 || (byIndex && called[0] && byIndex !== called[0])) return 'unclear';
  return (byIndex ?? called[0])?.id ?? null;
}

/** The only choice whose label begins so; at least half of its words, because "không" is not "Không áp dụng". */
export function byBeginning(typed: string, offer: Offer, choices: readonly Labelled[], polite: readonly string[]): string | null {
  const plain = withoutPoliteWords(fold(typed), polite);
  if (freeText.has(offer.expect) || plain.length < 2 || /^\d/.test(plain)) return null;
  const found = choices.filter(({ label }) => {
    const whole = fold(label);
    return whole.startsWith(plain) && plain.split(' ').length * 2 >= whole.split(' ').length;
  });
  return found.length === 1 ? (found[0]?.id ?? null) : null;
}

/** A whole number in digits ("3", "3 người", "-1") or in one word ("ba"); null when there is none, or more than one. */
export function readNumber(typed: string, words: Words, lang: string): number | null {
  const text = typed.normalize('NFKC').trim();
  if (/^[-−]\s?\d{1,9}$/.test(text)) return -Number(text.replace(/\D/g, ''));
  const tokens = withoutPoliteWords(fold(text), words.polite[lang] ?? []).split(' ');
  const inWords = numberWord(tokens.join(' '), words, lang);
  if (inWords !== null) return inWords;
  const digits = tokens.filter((token) => /\d/.test(token));
  const others = tokens.filter((token) => !/\d/.test(token));
  if (digits.length !== 1 || !/^\d{1,9}$/.test(digits[0] ?? '') || others.length > 3) return null;
  return others.some((token) => numberWord(token, words, lang) !== null) ? null : Number(digits[0]);
}

function numberWord(plain: string, words: Words, lang: string): number | null {
  const tables = [words.numbers[lang], ...Object.values(words.numbers)];
  for (const table of tables) {
    const found = Object.entries(table ?? {}).find(([word]) => fold(word) === plain);
    if (found) return found[1];
  }
  return null;
}

function withoutPoliteWords(plain: string, polite: readonly string[]): string {
  const aside = new Set(polite.map(fold));
  const tokens = plain.split(' ');
  while (tokens.length > 1 && aside.has(tokens[0] ?? '')) tokens.shift();
  while (tokens.length > 1 && aside.has(tokens.at(-1) ?? '')) tokens.pop();
  return tokens.join(' ');
}
