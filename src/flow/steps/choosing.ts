/** What steps with choices have in common. */
import type { ChoiceField } from '../fields.ts';
import type { Answer, Move, Turn } from '../kind.ts';
import type { Sentence } from '../session.ts';

interface Choosing {
  choices?: ChoiceField[] | undefined;
  save?: string | undefined;
  next?: string | undefined;
}

/** Where a choice of the dialog leads, its value saved; null when it is none of the dialog's. */
export function takeChoice<S extends Choosing>(turn: Turn<S>, id: string): Move | null {
  const chosen = turn.step.choices?.find((choice) => choice.id === id);
  if (!chosen) return null;
  const to = chosen.next ?? turn.step.next;
  if (to === undefined) return { trouble: 'noNext' };
  if (turn.step.save !== undefined) turn.save(turn.step.save, chosen.value === undefined ? chosen.id : chosen.value);
  return { to };
}

/**
 * A photo where none was asked for has an answer of its own; anything else gets the step's. Where the dialog has words of its own, it may be none of a
 * family's: when photos are asked for there is not said.
 */
export function misfit(answer: Answer, fallback: Sentence): Move {
  if (answer.type !== 'media') return { unfit: fallback };
  return { unfit: { key: 'key' in fallback && fallback.key.startsWith('engine.') ? 'engine.noPhotoNow' : 'engine.noPhotoHere' } };
}

/** Every choice must lead somewhere: by itself or by the step's `next`. */
export function choicesLead(step: Choosing): boolean {
  return step.next !== undefined || (step.choices ?? []).every((choice) => choice.next !== undefined);
}
