import { audit } from '../db/audit.ts';
import type { Deps, RawDeps } from '../deps.ts';
import { asked } from '../rubric/walk.ts';
import { filesOf, type HouseholdFile, isOpen, lockedFileOf } from './file-of.ts';
import { standingSubmission } from './latest-submission.ts';
import { TITLE } from './rubric-in-force.ts';
import { answeredIn } from './status-of.ts';
import { type SeasonView, seasonView } from './views.ts';

type Opened =
  | { outcome: 'open'; value: { season: SeasonView; trial: boolean; answered: number; total: number } }
  | { outcome: 'submitted'; value: { season: SeasonView; code: string } }
  | { outcome: 'notYet' | 'closed'; value: { season: SeasonView } }
  | { outcome: 'notMember'; value: Record<string, never> };

/** Begins the household's assessment of this season, or goes on with it. */
export async function openAssessment(deps: Deps, { accountId }: { accountId: string }): Promise<Opened> {
  const file = await lockedFileOf(deps, accountId);
  if (!file) return { outcome: 'notMember', value: {} };
  const season = seasonView(file.season);
  if (file.season.phase === 'before') return { outcome: 'notYet', value: { season } };

  const submission = await standingSubmission(deps, file.assessment, file.season.phase);
  if (submission) return { outcome: 'submitted', value: { season, code: submission.code } };
  if (file.season.phase === 'after') return { outcome: 'closed', value: { season } };

  if (!file.assessment) await create(deps, file, accountId);
  return opened(file);
}

/** The same of many accounts, in the order given, where it was begun and can be gone on with; null for the others. */
export async function goOnWithAssessments(deps: RawDeps, accountIds: readonly string[]): Promise<(Opened | null)[]> {
  const files = await filesOf(deps, accountIds);
  return accountIds.map((accountId) => {
    const file = files.get(accountId);
    return isOpen(file) ? opened(file) : null;
  });
}

function opened(file: HouseholdFile): Opened {
  const total = asked(file.rubric, file.facts).length;
  return { outcome: 'open', value: { season: seasonView(file.season), trial: file.trial, answered: answeredIn(file), total } };
}

async function create(deps: Deps, { household, season, versionId }: HouseholdFile, accountId: string): Promise<void> {
  const id = deps.ids.next();
  const now = deps.clock.now();
  await deps.db.assessment.create({
    data: {
      id,
      householdId: household.id,
      title: TITLE,
      seasonId: season.id,
      rubricVersionId: versionId,
      areaId: household.areaId,
      source: 'self',
      state: 'draft',
      openedAt: now,
      updatedAt: now,
    },
  });
  await audit(deps, {
    actor: `account:${accountId}`,
    action: 'assessment.open',
    subject: `assessment:${id}`,
    detail: { household: household.id, rubric: versionId },
  });
}
