/** What whoever confirms a decision types, word for word: so that nobody does it by a slip of the finger. */
import { agrees } from '../flow/fold.ts';

export type DecisionKind = 'recognition' | 'correction';

const SENTENCES: Readonly<Record<DecisionKind, string>> = { recognition: 'công nhận', correction: 'điều chỉnh' };

/** `công nhận 310 hộ`. */
export function sentenceOf(kind: DecisionKind, households: number): string {
  return `${SENTENCES[kind]} ${households} hộ`;
}

/** Accents and capitals may be left out, and thousands may have a dot. */
export function typedIt(typed: string, kind: DecisionKind, households: number): boolean {
  return agrees(typed.replaceAll(/(?<=\d)[.\s](?=\d{3}(?!\d))/g, ''), sentenceOf(kind, households));
}
