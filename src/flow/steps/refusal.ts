import type { Json, Sentence } from '../session.ts';
import { sentence } from './options.ts';

/** Why something was refused, as the act says it; null when it does not. */
export function refusal(value: Json): Sentence | null {
  const why = sentence.safeParse((value as { why?: Json } | null)?.why);
  return why.success ? why.data : null;
}
