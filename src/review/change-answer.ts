import { validAnswer } from '../assessment/form-view.ts';
import type { Deps } from '../deps.ts';
import type { TellHousehold } from '../household/tell-household.ts';
import type { Indicator } from '../rubric/definition.ts';
import { walk } from '../rubric/walk.ts';
import { type Acted, type ActOptions, actOn, type InHand, tellOf } from './act-on.ts';
import { changedNotice } from './notices.ts';
import { overlay } from './overlay.ts';

export interface ChangeOptions extends ActOptions {
  indicator: string;
  /** A level of it, or "na" where it may not apply. */
  value: string;
  reason: string;
  tell: TellHousehold;
  except?: string | null;
}

/**
 * Says that the answer of one item is another, with a reason; what the household sent stays as it is. What the khu phố
 * changes before it confirms, the household is told with that; all else at once.
 */
export async function changeAnswer(deps: Deps, options: ChangeOptions): Promise<Acted<{ told: number }>> {
  const { indicator, value, reason } = options;
  const done = await actOn(deps, options, { act: 'change', of: [{ indicator, value, reason }] }, (inHand) => {
    const item = itemFor(inHand, indicator);
    if (!item || validAnswer(item, value) === null) return { why: 'noSuchItem' };
    const { file, level } = inHand;
    if (file.sent && overlay(file.sent.answers, file.changes, level)[indicator] === value) return { why: 'sameAnswer' };
    return { act: { act: 'change', reason }, rows: [{ act: 'change', indicator, value, reason }] };
  });
  if (done.outcome !== 'done') return done;
  const { file, seen, level } = done;
  const told = file.standing.stage === 'waiting' && level === 'hamlet' ? 0 : await tellOf(deps, done, options, changedNotice(1));
  return { outcome: 'done', seen, told };
}

/** What this level may speak of: what the household was asked, and what is for the khu phố or the ward to say. */
function itemFor({ file, level }: InHand, id: string): Indicator | null {
  const facts = file.sent?.facts;
  const found = facts && walk(file.rubric, facts).find((one) => one.applies && one.indicator.id === id)?.indicator;
  if (!found || found.answeredBy === 'computed') return null;
  return found.answeredBy === 'ward' && level !== 'ward' ? null : found;
}
