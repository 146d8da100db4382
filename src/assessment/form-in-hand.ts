import type { Deps } from '../deps.ts';
import { asked } from '../rubric/walk.ts';
import { fileOf } from './file-of.ts';
import { standingSubmission } from './latest-submission.ts';
import { answeredIn } from './status-of.ts';

/** A form that was begun or sent and can still be changed. */
export interface FormInHand {
  /** Ids of what this household is asked. */
  asked: string[];
  missing: number;
  /** Code of what was sent and not reopened, or null. */
  sent: string | null;
}

/** Null: none was begun, nothing was answered, the window is not open, items are asked back, or this account may not work on it. */
export async function formInHand(deps: Deps, accountId: string): Promise<FormInHand | null> {
  const file = await fileOf(deps, accountId);
  if (!file?.assessment || file.season.phase !== 'open' || Object.keys(file.answers).length === 0) return null;
  // What is asked back is answered with the counts that it was sent with.
  if (file.returned) return null;
  const ids = asked(file.rubric, file.facts).map(({ id }) => id);
  const sent = await standingSubmission(deps, file.assessment, file.season.phase);
  return { asked: ids, missing: ids.length - answeredIn(file), sent: sent?.code ?? null };
}
