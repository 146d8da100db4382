import type { Deps } from '../deps.ts';
import { asked } from '../rubric/walk.ts';
import { fileOf, type HouseholdFile } from './file-of.ts';
import { validAnswer } from './form-view.ts';
import { type SeasonView, seasonView } from './views.ts';

export interface AssessmentStatus {
  assessment: 'none' | 'draft' | 'submitted';
  /** Questions of this household, and how many of them are answered. */
  answered: number;
  total: number;
  season: SeasonView;
}

/** How far a member's household is in the season that matters now, whatever was agreed to. */
export async function statusOf(deps: Deps, accountId: string): Promise<AssessmentStatus> {
  const file = await fileOf(deps, accountId, { agreed: false });
  if (!file) throw new Error(`Account ${accountId} is a member of no household`);
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
