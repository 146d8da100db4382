/** What a household is told when its file follows another rubric. */
import type { Deps } from '../deps.ts';
import type { Sentence } from '../flow/session.ts';
import type { Moved } from './move-assessment.ts';

export interface Notice {
  text: Sentence;
  /** Said instead where our words travel over servers abroad. */
  away: Sentence;
  /** Labels of buttons; a press is taken as these words. */
  buttons: Sentence[];
}

/** Writes a notice to every member who agrees to self-assessment; the caller has locked their conversations and the household. */
export type TellHousehold = (deps: Deps, to: { householdId: string; except: string | null }, notice: Notice) => Promise<number>;

/** Null: there is nothing to tell. */
export function movedNotice(moved: Moved): Notice | null {
  if (moved.outcome === 'kept') return { text: { key: 'act.rubric.kept' }, away: { key: 'act.rubric.kept' }, buttons: [] };
  if (moved.outcome !== 'asked') return null;
  const text = { key: 'act.rubric.asked', params: { open: moved.open } };
  return { text, away: text, buttons: [{ key: 'act.rubric.goOn' }] };
}
