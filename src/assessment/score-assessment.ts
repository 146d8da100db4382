import type { Deps } from '../deps.ts';
import { score } from '../rubric/score.ts';
import { AREA_STANDING } from './area-standing.ts';
import { fileOf, isOpen } from './file-of.ts';
import { fingerprint } from './fingerprint.ts';
import { type ResultView, resultView } from './views.ts';

/** `shown` goes with the wish to send: see submitAssessment. */
type Scored = { outcome: 'scored'; value: ResultView & { shown: string } } | { outcome: 'closed'; value: Record<string, never> };

/** The points of what is answered so far, with reasons. */
export async function scoreAssessment(deps: Deps, { accountId }: { accountId: string }): Promise<Scored> {
  const file = await fileOf(deps, accountId);
  if (!isOpen(file)) return { outcome: 'closed', value: {} };
  const scored = score(file.rubric, file.answers, file.facts, AREA_STANDING);
  return { outcome: 'scored', value: { ...resultView(scored, file.household.code, file), shown: fingerprint(file) } };
}
