/** What a household is told when its file follows another rubric. */
import type { Notice } from '../household/tell-household.ts';
import type { Moved } from './move-assessment.ts';

/** Null: there is nothing to tell. */
export function movedNotice(moved: Moved): Notice | null {
  if (moved.outcome === 'kept') return { text: { key: 'act.rubric.kept' }, away: { key: 'act.rubric.kept' }, buttons: [] };
  if (moved.outcome !== 'asked') return null;
  const text = { key: 'act.rubric.asked', params: { open: moved.open } };
  return { text, away: text, buttons: [{ key: 'act.rubric.goOn' }] };
}
