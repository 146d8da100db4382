/** Whether a decision that is confirmed, and has not begun, lists a household whose khu phố proposes it. */
import { onItsWay } from '../decision/on-its-way.ts';
import type { Deps } from '../deps.ts';
import type { HouseholdFile } from './file-of.ts';

/**
 * What it sends now would be looked at anew, and take its line off a list that is signed: it waits until the decision took effect, or was
 * stopped. Under the household's lock nothing changes meanwhile: who confirms a decision asks for it, too.
 */
export async function isListed({ db }: Pick<Deps, 'db'>, { assessment }: Pick<HouseholdFile, 'assessment'>): Promise<boolean> {
  if (assessment?.stage !== 'proposed') return false;
  const where = { assessmentId: assessment.id, decision: { kind: 'recognition' as const, state: onItsWay } };
  return (await db.decisionLine.count({ where })) > 0;
}
