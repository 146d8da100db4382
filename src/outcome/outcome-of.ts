/** How far one household is told that it is not proposed, and whether it may still answer: of one file what outcome-standing.ts is of many. */
import type { Deps } from '../deps.ts';
import type { ReviewFile } from '../review/read-files.ts';
import { localDate } from '../season/calendar.ts';
import { arrivalsOf } from '../telling/hear-notices.ts';
import type { OutcomeRow } from './outcome-standing.ts';

export interface Outcome extends Pick<OutcomeRow, 'state' | 'answerBy' | 'answered'> {
  /** Of the meeting, or of whoever answered last; empty: it was not written down, or it was emptied. */
  reason: string;
  /** A message says so, and has not arrived. */
  onItsWay: boolean;
}

/** It was not proposed, objected to that, and is proposed since, of which it was told at once (answer-objection.ts, tell-heard.ts). */
export function isHeard({ standing, reviews }: Pick<ReviewFile, 'standing' | 'reviews'>): boolean {
  return standing.stage === 'proposed' && wasHeard({ reviews });
}

/** The same at any time before: it has been told that it is proposed, however it stands now. */
export function wasHeard({ reviews }: Pick<ReviewFile, 'reviews'>): boolean {
  const first = reviews.findIndex(({ act }) => act === 'notPropose');
  const last = reviews.findLastIndex(({ act }) => act === 'propose');
  return first >= 0 && last > first && reviews.slice(first, last).some(({ act }) => act === 'object');
}

/** The khu phố proposes it, at its meeting or on paper, and it sent nothing itself: it hears so as soon as it chats. */
export function isSpokenFor({ standing }: Pick<ReviewFile, 'standing'>): boolean {
  return standing.stage === 'proposed' && !standing.sent;
}

/** Null: it is not so that the household is not proposed. */
export async function outcomeOf(
  deps: Deps,
  { id, standing, reviews }: Pick<ReviewFile, 'id' | 'standing' | 'reviews'>,
): Promise<Outcome | null> {
  if (standing.stage !== 'notProposed') return null;
  const at = reviews.findLastIndex(({ act }) => act === 'notPropose');
  const last = reviews[at];
  const before = reviews.slice(0, Math.max(at, 0));
  const first = before.findIndex(({ act }) => act === 'notPropose');
  const answered = last?.level === 'ward' && first >= 0 && before.slice(first).some(({ act }) => act === 'object');
  const objected = reviews.slice(at + 1).some(({ act }) => act === 'object');
  // The first that was told holds; of those that were not, one may have arrived a moment ago.
  const notice = await deps.db.fileNotice.findFirst({
    where: { assessmentId: id, about: 'outcome', ...(last && { at: { gte: last.at } }) },
    orderBy: [{ toldAt: { sort: 'asc', nulls: 'last' } }, { at: 'desc' }, { id: 'desc' }],
  });
  const answerBy = notice && (notice.answerBy?.toISOString().slice(0, 10) ?? (await arrivalsOf(deps, [id])).get(id) ?? null);
  return { state: stateOf(), answerBy, answered, reason: last?.reason ?? '', onItsWay: notice !== null && answerBy === null };

  function stateOf(): Outcome['state'] {
    if (objected && !answered) return 'objected';
    if (answerBy === null) return 'untold';
    return answered || answerBy < localDate(deps.clock.now()) ? 'final' : 'waiting';
  }
}
