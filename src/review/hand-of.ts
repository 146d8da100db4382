/** In whose hand a file is: one wording for a file, for a line of the sheet, and for counts. */
import type { Returned } from '../assessment/returned.ts';
import type { Phase } from '../season/calendar.ts';
import type { Stage, Standing } from './state.ts';

export interface Held {
  state: 'draft' | 'submitted';
  stage: Stage;
  /** Something was sent. */
  sent: boolean;
  /** What stands as asked back. */
  asked: Pick<Returned, 'over'> | null;
  phase: Phase;
}

/** Once the window is over, what was reopened and not sent again is with officers as it was sent; so is what was not answered in time. */
export function handOf({ state, stage, sent, asked, phase }: Held): Standing['hand'] {
  if (state === 'submitted') return 'officers';
  if (stage === 'returned' && asked) return asked.over ? 'officers' : 'household';
  return sent && phase === 'after' ? 'officers' : 'household';
}

const submittedSql = `EXISTS (SELECT 1 FROM "Submission" WHERE "assessmentId" = a.id OFFSET 0)`;

/** Of an assessment `a` something was sent, which counts also while the household has it open again. */
export const sentSql = `(a.state = 'submitted' OR ${submittedSql})`;

/**
 * The same of an assessment `a` that waits or is confirmed: it was sent, and not reopened since, or not sent again in time.
 * @param closed SQL: the window of its season is over
 */
export const heldSql = (closed: string): string => `(a.state = 'submitted' OR (${closed} AND a.stage IN ('waiting', 'confirmed')
  AND ${submittedSql}))`;

/** And of one that waits. */
export const waitsSql = (closed: string): string => `(a.stage = 'waiting' AND ${heldSql(closed)})`;
