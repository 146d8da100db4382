import type { RawDeps } from '../deps.ts';
import { answersShown, askedIn, filesOf, type HouseholdFile } from './file-of.ts';
import { validAnswer } from './form-view.ts';
import { type SeasonView, seasonView } from './views.ts';

export interface AssessmentStatus {
  assessment: 'none' | 'draft' | 'submitted';
  /** Items that officers ask back and that can be answered now, and how many of them still have to be; null: none. */
  returned: { items: number; left: number; until: { date: string } } | null;
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
    returned: returnedIn(file),
    answered: answeredIn(file),
    total: askedIn(file).length,
    season: seasonView(file.season),
  };
}

function returnedIn({ returned }: HouseholdFile): AssessmentStatus['returned'] {
  if (!returned || returned.over) return null;
  const left = returned.items.filter(({ answered }) => !answered).length;
  return { items: returned.items.length, left, until: { date: returned.until } };
}

/** Questions of this household that have an answer. */
export function answeredIn(file: HouseholdFile): number {
  const answers = answersShown(file);
  return askedIn(file).filter((indicator) => validAnswer(indicator, answers[indicator.id]) !== null).length;
}
