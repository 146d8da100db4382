import type { Deps } from '../deps.ts';
import type { TellHousehold } from '../household/tell-household.ts';
import { type Acted, type ActOptions, actOn, ofWhole, tellOf } from './act-on.ts';
import { objects } from './look-at.ts';
import { keptNotice } from './notices.ts';
import type { ReviewFile } from './read-files.ts';
import type { Level } from './state.ts';

export interface KeepOptions extends ActOptions {
  reason: string;
  tell: TellHousehold;
  except?: string | null;
}

/**
 * Answers a household that disagrees with what officers changed: it stays as it is, and the household is told why. Refused as `already`
 * where nothing is unanswered. Whom the meeting did not propose, outcome/answer-objection.ts answers.
 */
export async function keepAnswers(deps: Deps, options: KeepOptions): Promise<Acted<{ told: number }>> {
  const { reason } = options;
  const done = await actOn(deps, options, { act: 'keep', of: ofWhole(reason) }, ({ file, level }) => {
    if (!isToAnswer(file, level)) return { why: 'already' };
    return { act: { act: 'keep', reason }, rows: [{ act: 'keep', indicator: null, value: null, reason }] };
  });
  if (done.outcome !== 'done') return done;
  const told = await tellOf(deps, done, options, keptNotice(done.level, reason.trim()));
  return { outcome: 'done', seen: done.seen, told };
}

/** What the ward changed, the ward answers for. */
export function isToAnswer(file: Pick<ReviewFile, 'reviews' | 'submissions' | 'changes'>, level: Level): boolean {
  return objects(file) && (level === 'ward' || !file.changes.some((change) => change.level === 'ward'));
}
