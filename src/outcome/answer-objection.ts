/** The ward answers a household that does not agree with not being proposed. */
import type { Deps } from '../deps.ts';
import type { TellHousehold } from '../household/tell-household.ts';
import type { Scope } from '../officer/scope.ts';
import { type Acted, type ActOptions, actOn, ofWhole, tellOf } from '../review/act-on.ts';
import type { ReviewFile } from '../review/read-files.ts';
import { proposedNotice } from './notices.ts';

export interface AnswerOptions extends Omit<ActOptions, 'as'> {
  /** `propose`: it is proposed after all. `notPropose`: it is not, for this reason, which ends the matter. */
  answer: 'propose' | 'notPropose';
  reason: string;
  tell: TellHousehold;
}

/**
 * Refused as `already` where nothing is unanswered. A household that is proposed after all hears so at once; that it is not, it is told
 * with the others of its khu phố (tell-outcomes.ts). Needs a transaction.
 */
export async function answerObjection(deps: Deps, { answer, reason, tell, ...options }: AnswerOptions): Promise<Acted> {
  const words = answer === 'propose' && reason.trim() === '' ? null : reason;
  const done = await actOn(deps, { ...options, as: 'ward' }, { act: answer, of: ofWhole(words) }, ({ file }) => {
    if (!isUnanswered(file)) return { why: 'already' };
    const row = { act: answer, indicator: null, value: null, reason: words };
    return { act: answer === 'propose' ? { act: answer } : { act: answer, reason }, rows: [row] };
  });
  if (done.outcome !== 'done') return done;
  if (answer === 'propose') await tellOf(deps, done, { tell }, proposedNotice('ward'));
  return { outcome: 'done', seen: done.seen };
}

function isUnanswered({ standing, reviews }: ReviewFile): boolean {
  const last = reviews.findLast(({ act }) => act === 'object' || act === 'notPropose' || act === 'propose');
  return standing.stage === 'notProposed' && last?.act === 'object';
}

/** The code of the ward in which a file is decided; null: none of theirs. */
export async function wardOfFile(
  { db }: Pick<Deps, 'db'>,
  { scope, assessmentId }: { scope: Scope; assessmentId: string },
): Promise<string | null> {
  const where = { unitCode: { in: [...scope.wards] }, assessments: { some: { id: assessmentId } } };
  return (await db.area.findFirst({ where, select: { unitCode: true } }))?.unitCode ?? null;
}
