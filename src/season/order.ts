/** The order in which the dates of a season have to come. */
import type { SeasonDates } from './definition.ts';
import { dateAt } from './due.ts';
import type { Anchor } from './rules.ts';

/** Each comes after the one before it, or on the same day. */
export const chains: readonly (readonly Anchor[])[] = [
  ['registration.opens', 'registration.closes'],
  ['learningWeek.opens', 'learningWeek.closes'],
  [
    ...(['registration.opens', 'selfAssessment.opens', 'selfAssessment.closes', 'khuPhoMeetings'] as const),
    ...(['wardList', 'decision', 'report', 'dossier'] as const),
  ],
];

export interface OutOfOrder {
  /** It comes before … */
  anchor: Anchor;
  /** … this one, which has to come first. */
  first: Anchor;
}

export function outOfOrder(dates: SeasonDates): OutOfOrder[] {
  return chains.flatMap((chain) =>
    chain.slice(1).flatMap((anchor, index) => {
      const first = chain[index] as Anchor;
      return dateAt(dates, first) <= dateAt(dates, anchor) ? [] : [{ anchor, first }];
    }),
  );
}
