/** Opens a form again that was sent for the household that is present: by who sent it, and before any officer has begun to review it. */
import { type HouseholdFile, householdFile } from '../assessment/file-of.ts';
import { latestSubmission } from '../assessment/latest-submission.ts';
import { mayReopen } from '../assessment/reopen-assessment.ts';
import { audit } from '../db/audit.ts';
import type { Deps } from '../deps.ts';
import type { TellHousehold } from '../household/tell-household.ts';
import type { Scope } from '../officer/scope.ts';
import { reopenedNotice } from './notices.ts';
import { holdVisit } from './visit.ts';

/**
 * - `notTheirs`: the household sent it by itself, or another officer did
 * - `reviewed`: an officer has done something with it
 * - `closed`: the window is, or nothing was sent
 */
export type Reopening = 'may' | 'notTheirs' | 'reviewed' | 'closed';

export async function reopeningOf(deps: Deps, file: HouseholdFile, officerId: string): Promise<Reopening> {
  const { assessment, season } = file;
  const sent = assessment && (await latestSubmission(deps, assessment.id));
  if (!sent || season.phase !== 'open') return 'closed';
  if (sent.officerId !== officerId) return 'notTheirs';
  const acts = await deps.db.review.count({ where: { submissionId: sent.id, officerId: { not: null } } });
  return acts === 0 && assessment.stage === 'waiting' && mayReopen(file) ? 'may' : 'reviewed';
}

export interface ReopenOptions {
  scope: Scope;
  assistId: string;
  tell: TellHousehold;
}

type Reopened =
  | { outcome: 'reopened' }
  | { outcome: 'refused'; why: Exclude<Reopening, 'may'> }
  | { outcome: 'over' }
  | { outcome: 'notFound' };

/** With the household's yes of this visit, as for filling in. What was sent stays, and holds until the next is sent. */
export async function reopenForm(deps: Deps, { scope, assistId, tell }: ReopenOptions): Promise<Reopened> {
  const visit = await holdVisit(deps, scope, assistId);
  if (!visit) return { outcome: 'notFound' };
  if (visit === 'over') return { outcome: 'over' };
  const file = await householdFile(deps, visit.householdId);
  if (file?.assessment?.state === 'draft') return { outcome: 'reopened' };
  const why = file ? await reopeningOf(deps, file, scope.officerId) : 'closed';
  if (why !== 'may' || !file?.assessment) return { outcome: 'refused', why: why === 'may' ? 'closed' : why };
  const { id } = file.assessment;
  await deps.db.assessment.update({ where: { id }, data: { state: 'draft', updatedAt: deps.clock.now() } });
  const actor = `officer:${scope.officerId}`;
  await audit(deps, { actor, action: 'assist.reopen', subject: `assessment:${id}`, detail: { assist: assistId } });
  await tell(deps, { householdId: visit.householdId, except: null }, await reopenedNotice(deps, visit));
  return { outcome: 'reopened' };
}
