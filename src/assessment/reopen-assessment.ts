import { audit } from '../db/audit.ts';
import type { Deps } from '../deps.ts';
import { type HouseholdFile, lockedFileOf } from './file-of.ts';
import { latestSubmission } from './latest-submission.ts';
import { seasonOf } from './season-of.ts';
import { type SeasonView, seasonView } from './views.ts';

export type Reopened =
  /** The code of what was sent: it holds until the next is sent. */
  | { outcome: 'reopened'; value: { code: string } }
  | { outcome: 'nothing'; value: Record<string, never> }
  | { outcome: 'closed'; value: { season: SeasonView } };

/** What the khu phố has met about, or a decision was made on, stays as it was sent. */
export function mayReopen({ assessment, season }: Pick<HouseholdFile, 'assessment' | 'season'>): boolean {
  return season.phase === 'open' && (assessment?.stage === 'waiting' || assessment?.stage === 'confirmed');
}

/** Lets a sent assessment be changed until the deadline; what was sent stays, and the next one gets the next number. */
export async function reopenAssessment(deps: Deps, { accountId }: { accountId: string }): Promise<Reopened> {
  const file = await lockedFileOf(deps, accountId);
  if (file?.season.phase !== 'open') {
    return { outcome: 'closed', value: { season: seasonView(file?.season ?? (await seasonOf(deps, null))) } };
  }
  const { assessment } = file;
  if (assessment?.state === 'submitted' && !mayReopen(file)) return { outcome: 'closed', value: { season: seasonView(file.season) } };
  const sent = assessment && (await latestSubmission(deps, assessment.id));
  if (!assessment || !sent) return { outcome: 'nothing', value: {} };
  const reopened = { outcome: 'reopened', value: { code: sent.code } } as const;
  if (assessment.state === 'draft') return reopened;
  await deps.db.assessment.update({ where: { id: assessment.id }, data: { state: 'draft', updatedAt: deps.clock.now() } });
  await audit(deps, { actor: `account:${accountId}`, action: 'assessment.reopen', subject: `assessment:${assessment.id}` });
  return reopened;
}
