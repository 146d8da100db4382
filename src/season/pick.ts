import { localDate } from './calendar.ts';
import type { SeasonDates } from './definition.ts';

/**
 * The season that matters now: a real one before a trial; the one that is open or opens next before one that is over;
 * of those that are over, the last. Null: there is none.
 */
export function pickSeason<S extends { trial: boolean; dates: SeasonDates }>(seasons: readonly S[], now: Date): S | null {
  const real = seasons.filter((season) => !season.trial);
  const candidates = real.length > 0 ? real : seasons;
  const today = localDate(now);
  const window = (season: S) => season.dates.selfAssessment;
  const ahead = candidates.filter((season) => window(season).closes >= today);
  if (ahead.length > 0) return ahead.reduce((first, season) => (window(season).opens < window(first).opens ? season : first));
  return candidates.reduce<S | null>((last, season) => (last && window(last).closes >= window(season).closes ? last : season), null);
}
