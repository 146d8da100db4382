import type { Deps } from '../deps.ts';
import { type HouseholdOf, membershipOf } from '../household/household-of.ts';
import { type Score, score } from '../rubric/score.ts';
import { AREA_STANDING } from './area-standing.ts';
import { answersOf, factsOf } from './file-of.ts';
import { latestSubmission, standingSubmission } from './latest-submission.ts';
import { rubricFor } from './rubric-in-force.ts';
import { currentOf, currentSeason, seasonsOf } from './season-of.ts';
import { type ResultView, resultView } from './views.ts';

export type Shown =
  | { outcome: 'submitted'; value: ResultView }
  /** `earlier`: code of what was sent before it was reopened; it holds until the next is sent. */
  | { outcome: 'draft'; value: ResultView & { earlier: string | null } }
  | { outcome: 'nothing'; value: Record<string, never> };

/** What the household has: the points of what it sent, or of what it has answered so far. */
export async function showResult(deps: Deps, { accountId }: { accountId: string }): Promise<Shown> {
  const household = await membershipOf(deps, accountId);
  const assessment = household && (await assessmentToShow(deps, household));
  if (!household || !assessment) return { outcome: 'nothing', value: {} };
  const { season, title } = assessment;
  const sent = await standingSubmission(deps, assessment, season.phase);
  if (sent) {
    const rubric = await rubricFor(deps, season, sent.rubricVersion, title);
    return { outcome: 'submitted', value: resultView(sent.score as unknown as Score, sent.code, { ...rubric, season }) };
  }
  const rubric = await rubricFor(deps, season, assessment.rubricVersion, title);
  const scored = score(rubric.rubric, await answersOf(deps, assessment.id), factsOf(household), AREA_STANDING);
  const earlier = (await latestSubmission(deps, assessment.id))?.code ?? null;
  return { outcome: 'draft', value: { ...resultView(scored, household.code, { ...rubric, season }), earlier } };
}

/** That of the season that matters now; before anything is answered there, the newest one of earlier seasons. */
async function assessmentToShow(deps: Deps, household: HouseholdOf) {
  const { unitCode } = household.area;
  const now = deps.clock.now();
  const begun = await deps.db.assessment.findMany({
    where: { householdId: household.id, answers: { some: {} } },
    orderBy: { openedAt: 'desc' },
    include: { rubricVersion: { select: { id: true, sha256: true } } },
  });
  const stored = await seasonsOf(
    deps,
    [unitCode],
    begun.map(({ seasonId }) => seasonId),
  );
  const current = currentOf(stored, unitCode, now);
  const shown = begun.find(({ seasonId }) => seasonId === current.id) ?? begun[0];
  const season = shown && stored.find(({ id }) => id === shown.seasonId);
  return shown && season ? { ...shown, season: currentSeason(season, unitCode, now) } : null;
}
