/** Whom a decision left out because nobody had judged what they sent, or because it changed after the list was signed: why, and what comes next. */
import type { Deps } from '../deps.ts';
import type { Sentence } from '../flow/session.ts';
import type { Notice } from '../household/tell-household.ts';
import type { ReviewFile } from '../review/read-files.ts';

type Unjudged = Pick<ReviewFile, 'asked' | 'standing'>;

/** Of these files, those that a signed list names, and that were left out when it began because officers changed them meanwhile. */
export async function signedAmong({ db }: Pick<Deps, 'db'>, assessmentIds: readonly string[]): Promise<Set<string>> {
  const where = {
    assessmentId: { in: [...assessmentIds] },
    left: 'changed',
    decision: { kind: 'recognition' as const, state: 'issued' as const },
  };
  const lines = await db.decisionLine.findMany({ where, select: { assessmentId: true } });
  return new Set(lines.flatMap(({ assessmentId }) => assessmentId ?? []));
}

/** Why, and one next step. @param signed a signed list names it */
export function whyLeftOut({ asked, standing }: Unjudged, signed: boolean): [why: Sentence, step: Sentence] {
  if (signed)
    return [{ key: 'review.leftOut.signed' }, asked && !asked.over ? addStep(asked.items.length) : { key: 'review.leftOut.next.ask' }];
  if (asked && !asked.over) return [{ key: 'review.leftOut.asked' }, addStep(asked.items.length)];
  return [{ key: `review.leftOut.${standing.stage === 'confirmed' ? 'confirmed' : 'waiting'}` }, { key: 'review.leftOut.next.ask' }];
}

function addStep(items: number): Sentence {
  return { key: 'review.leftOut.next.add', params: { items } };
}

export function leftOutNotice(file: Unjudged, { year, unit, signed }: { year: number; unit: string; signed: boolean }): Notice {
  const [why, step] = whyLeftOut(file, signed);
  return {
    text: { key: signed ? 'review.notice.leftBehind' : 'review.notice.leftOut', params: { year: String(year), unit, why, step } },
    away: { key: 'review.notice.leftOutAway', params: { year: String(year), step } },
    buttons: [{ key: file.asked && !file.asked.over ? 'menu.continue' : 'common.human' }],
  };
}
