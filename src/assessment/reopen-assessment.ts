import { audit } from '../db/audit.ts';
import type { Deps } from '../deps.ts';
import { lockedFileOf } from './file-of.ts';
import { seasonOf } from './season-of.ts';
import { type SeasonView, seasonView } from './views.ts';

export type Reopened =
  | { outcome: 'reopened' | 'nothing'; value: Record<string, never> }
  | { outcome: 'closed'; value: { season: SeasonView } };

/** Lets a sent assessment be changed until the deadline; what was sent stays, and the next one gets the next number. */
export async function reopenAssessment(deps: Deps, { accountId }: { accountId: string }): Promise<Reopened> {
  const file = await lockedFileOf(deps, accountId);
  if (file?.season.phase !== 'open') {
    return { outcome: 'closed', value: { season: seasonView(file?.season ?? (await seasonOf(deps, null))) } };
  }
  const { assessment } = file;
  if (!assessment) return { outcome: 'nothing', value: {} };
  if (assessment.state === 'draft') return { outcome: 'reopened', value: {} };
  await deps.db.assessment.update({ where: { id: assessment.id }, data: { state: 'draft', updatedAt: deps.clock.now() } });
  await audit(deps, { actor: `account:${accountId}`, action: 'assessment.reopen', subject: `assessment:${assessment.id}` });
  return { outcome: 'reopened', value: {} };
}
