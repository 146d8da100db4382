/** While an officer writes in a chat, we keep quiet there. Pure. */
import type { Inbound } from '../channel/channel.ts';
import type { Words } from '../flow/definition.ts';
import { wordIn } from '../flow/understand.ts';

/** Milliseconds since the officer last wrote. */
const QUIET = 4 * 60 * 60 * 1000;

/**
 * - `hears`: the engine hears it; nothing else changes
 * - `ends`: the engine hears it, and everything from now on
 * - `asks`: the officer has not written for long. Whom this is for the person is asked, and from now on the engine hears everything
 * - `keeps`: nobody of ours says a word
 */
export type Hearing = 'hears' | 'ends' | 'asks' | 'keeps';

export interface Listener {
  humanUntil: Date | null;
  words: Words;
  lang: string;
  /** A question of ours still stands, so that anything may be taken for its answer. */
  asked: boolean;
  now: Date;
}

/** When the quiet ends that a message of an officer begins, or makes longer. */
export function quietUntil(saidAt: Date, before: Date | null): Date {
  const until = new Date(saidAt.getTime() + QUIET);
  return before !== null && before > until ? before : until;
}

export function isQuiet(humanUntil: Date | null, now: Date): boolean {
  return humanUntil !== null && humanUntil > now;
}

/** A button of ours can only be meant for us; of what is typed, the words that words.yaml says. */
export function hearingOf(inbound: Inbound, { humanUntil, words, lang, asked, now }: Listener): Hearing {
  if (humanUntil === null) return 'hears';
  if (inbound.type === 'press') return 'ends';
  const word = inbound.type === 'text' ? (toUs(inbound.text, words, lang)?.word ?? null) : null;
  if (!isQuiet(humanUntil, now)) return asked && mayAnswer(inbound) && word === null ? 'asks' : 'ends';
  return (word && 'dialog' in word && word.officer) || 'keeps';
}

/** The word to us that was said to an officer, without what stands around it, so that nobody takes that for an answer; null: there is none. */
export function wordToUs(inbound: Inbound, { humanUntil, words, lang }: Listener): string | null {
  return humanUntil !== null && inbound.type === 'text' ? (toUs(inbound.text, words, lang)?.form ?? null) : null;
}

/**
 * People call an officer by all the forms of address, which stand around a word as courtesy does. "dung" is rather a "đúng" to the
 * officer than "DỪNG" to us, unless it is in capitals.
 */
function toUs(text: string, words: Words, lang: string): ReturnType<typeof wordIn> {
  const around = [...(words.polite[lang] ?? []), ...(words.names.titles[lang] ?? [])];
  const inCapitals = text === text.toUpperCase();
  return wordIn(text, { ...words, polite: { ...words.polite, [lang]: around } }, lang, 'none', { sure: !inCapitals });
}

function mayAnswer({ type }: Inbound): boolean {
  return type === 'text' || type === 'media' || type === 'contact';
}
