/** What whoever confirms an announcement types, so that nobody sends by a slip of the finger. */
import { agrees } from '../flow/fold.ts';

/** `GỬI 310`. */
export function sendingSentence(households: number): string {
  return `GỬI ${households}`;
}

/** Accents and capitals may be left out, and thousands may have a dot. */
export function typedSending(typed: string, households: number): boolean {
  return agrees(typed.replaceAll(/(?<=\d)[.\s](?=\d{3}(?!\d))/g, ''), sendingSentence(households));
}
