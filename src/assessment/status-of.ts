import type { RawDeps } from '../deps.ts';
import { asked } from '../rubric/walk.ts';
import { filesOf, type HouseholdFile } from './file-of.ts';
import { validAnswer } from './form-view.ts';
import { type SeasonView, seasonView } from './views.ts';

export interface AssessmentStatus {
  assessment: 'none' | 'draft' | 'submitted';
  /** Questions of this household, and how many of them are answered. */
  answered: number;
  total: number;
  season: SeasonView;
}

/** How far members' households are in the season that matters now, whatever was agreed to; by account. */
export async function statusesOf(deps: RawDeps, accountIds: readonly string[]): Promise<Map<string, AssessmentStatus>> {
  const files = await filesOf(deps, accountIds, { agreed: false });
  return new Map([...files].map(([accountId, file]) => [accountId, statusIn(file)]));
}

function statusIn(file: HouseholdFile): AssessmentStatus {
  return {
    assessment: file.assessment?.state ?? 'none',
    answered: answeredIn(file),
    total: asked(file.rubric, file.facts).length,
    season: seasonView(file.season),
  };
}

/** Questions of this household that have an answer. */
export function answeredIn({ rubric, facts, answers }: HouseholdFile): number {
  return asked(rubric, facts).filter((indicator) => validAnswer(indicator, answers[indicator.id]) !== null).length;
}
