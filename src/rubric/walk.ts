/** Going through the indicators of a rubric for one household. */
import { applies } from './applies.ts';
import type { Facts, Indicator, Rubric } from './definition.ts';

/** Every indicator in the order of the rubric, and whether its criterion and it apply to the household. */
export function walk(rubric: Rubric, facts: Facts): { indicator: Indicator; applies: boolean }[] {
  return rubric.criteria.flatMap((criterion) => {
    const criterionApplies = applies(criterion.appliesWhen, facts);
    return criterion.indicators.map((indicator) => ({ indicator, applies: criterionApplies && applies(indicator.appliesWhen, facts) }));
  });
}

/** What a household with these counts is asked, in order. */
export function asked(rubric: Rubric, facts: Facts): Indicator[] {
  return walk(rubric, facts)
    .filter((one) => one.applies && one.indicator.answeredBy === 'household')
    .map((one) => one.indicator);
}
