/** Whom a decision left out because nobody had judged what they sent: why, and what comes next. */
import type { Sentence } from '../flow/session.ts';
import type { Notice } from '../household/tell-household.ts';
import type { ReviewFile } from '../review/read-files.ts';

type Unjudged = Pick<ReviewFile, 'asked' | 'standing'>;

/** Why, and one next step. */
export function whyLeftOut({ asked, standing }: Unjudged): [why: Sentence, step: Sentence] {
  if (asked && !asked.over)
    return [{ key: 'review.leftOut.asked' }, { key: 'review.leftOut.next.add', params: { items: asked.items.length } }];
  return [{ key: `review.leftOut.${standing.stage === 'confirmed' ? 'confirmed' : 'waiting'}` }, { key: 'review.leftOut.next.ask' }];
}

export function leftOutNotice(file: Unjudged, { year, unit }: { year: number; unit: string }): Notice {
  const [why, step] = whyLeftOut(file);
  return {
    text: { key: 'review.notice.leftOut', params: { year: String(year), unit, why, step } },
    away: { key: 'review.notice.leftOutAway', params: { year: String(year), step } },
    buttons: [{ key: file.asked && !file.asked.over ? 'menu.continue' : 'common.human' }],
  };
}
