/** The facts of a household: how many it has of each age. */
export const countNames = ['preschool', 'primary', 'lowerSecondary', 'upperSecondary', 'adults', 'elders'] as const;
export type CountName = (typeof countNames)[number];
export type Counts = Record<CountName, number>;

export function countsOf(household: Counts): Counts {
  return Object.fromEntries(countNames.map((name) => [name, household[name]])) as Counts;
}
