import type { Deps, RawDeps } from '../deps.ts';
import { score } from '../rubric/score.ts';
import { AREA_STANDING } from './area-standing.ts';
import { fileOf, filesOf, type HouseholdFile, isOpen } from './file-of.ts';
import { fingerprint } from './fingerprint.ts';
import { type ResultView, resultView } from './views.ts';

/** `shown` goes with the wish to send: see submitAssessment. */
type Scored = { outcome: 'scored'; value: ResultView & { shown: string } } | { outcome: 'closed'; value: Record<string, never> };

/** The points of what is answered so far, with reasons. */
export async function scoreAssessment(deps: Deps, { accountId }: { accountId: string }): Promise<Scored> {
  return scored(await fileOf(deps, accountId));
}

/** The same of many accounts, in the order given. */
export async function scoreAssessments(deps: RawDeps, accountIds: readonly string[]): Promise<Scored[]> {
  const files = await filesOf(deps, accountIds);
  return accountIds.map((accountId) => scored(files.get(accountId)));
}

function scored(file: HouseholdFile | null | undefined): Scored {
  if (!isOpen(file)) return { outcome: 'closed', value: {} };
  const points = score(file.rubric, file.answers, file.facts, AREA_STANDING);
  return { outcome: 'scored', value: { ...resultView(points, file.household.code, file), shown: fingerprint(file) } };
}
