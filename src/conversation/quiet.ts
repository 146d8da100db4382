/** While an officer writes in a chat, we keep quiet there. Pure. */
import type { Inbound } from '../channel/channel.ts';
import type { Words } from '../flow/definition.ts';
import { byWord } from '../flow/understand.ts';

/** Milliseconds since the officer last wrote. */
const QUIET = 4 * 60 * 60 * 1000;

/** `hears` and `ends`: the engine hears it; after `ends` it hears everything again. `keeps`: nobody of ours says a word. */
export type Hearing = 'hears' | 'ends' | 'keeps';

export interface Listener {
  humanUntil: Date | null;
  words: Words;
  lang: string;
  now: Date;
}

export function quietUntil(now: Date): Date {
  return new Date(now.getTime() + QUIET);
}

export function isQuiet(humanUntil: Date | null, now: Date): boolean {
  return humanUntil !== null && humanUntil > now;
}

/** A button of ours can only be meant for us; of what is typed, the words that words.yaml says. */
export function hearingOf(inbound: Inbound, { humanUntil, words, lang, now }: Listener): Hearing {
  if (!isQuiet(humanUntil, now)) return 'hears';
  if (inbound.type === 'press') return 'ends';
  const word = inbound.type === 'text' ? byWord(inbound.text, words, lang, 'none') : null;
  return (word && 'dialog' in word && word.officer) || 'keeps';
}
