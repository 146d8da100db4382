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
      const said = (word.say[language] ?? []).some((form) => isWord(typed, form) && (!freeText.has(expect) || isMeant(typed, form)));
      if (said) return 'do' in word ? { do: word.do } : { dialog: word.dialog, replaces: word.replaces ?? false };
    }
  }
  return null;
}

/** Commands ("/dung") are typed with their stroke; a word of signs only ("?") as it stands. */
function isWord(typed: string, form: string): boolean {
  const plain = fold(typed);
  if (plain === '') return typed.trim() === form;
  return plain === fold(form) && typed.startsWith('/') === form.startsWith('/');
}

/** Among free words, "Dung" is a name and "dừng" is the word; "goi giup" without accents can only be the word. */
function isMeant(typed: string, form: string): boolean {
  if (foldKeepingAccents(typed) === foldKeepingAccents(form) || typed.startsWith('/')) return true;
  return fold(form).includes(' ') && !hasAccents(typed);
}

/** The choice that a typed number or the beginning of a label means; "unclear" when it could mean two. */
export function byNumberOrBeginning(
  typed: string,
  offer: Offer,
  choices: readonly Labelled[],
  words: Words,
  lang: string,
): string | 'unclear' | null {
  const plain = withoutPoliteWords(fold(typed), words.polite[lang] ?? []);
  if (plain === '') return null;
  if (offer.expect === 'number') return byBeginning(plain, choices);
  const digits = /^\d{1,3}$/.test(plain);
  const inWords = offer.listed || !freeText.has(offer.expect);
  const index = digits ? Number(plain) : inWords ? numberWord(plain, words, lang) : null;
  const byIndex = index === null ? undefined : choices[index - 1];
  const called = digits ? choices.filter(({ label }) => fold(label).split(' ').at(-1) === String(index)) : [];
  const byName = called.length === 1 ? called[0] : undefined;
  if (called.length > 1 || (byIndex && byName && byIndex !== byName)) return 'unclear';
  const found = byIndex ?? byName;
  if (found) return found.id;
  return freeText.has(offer.expect) || index !== null ? null : byBeginning(plain, choices);
}

function byBeginning(plain: string, choices: readonly Labelled[]): string | null {
  if (plain.length < 2 || /^\d/.test(plain)) return null;
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
