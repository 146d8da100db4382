import { localDate } from './calendar.ts';
import type { SeasonDates } from './definition.ts';

interface Dated {
  trial: boolean;
  dates: SeasonDates;
}

/** Real ones; while there is none, the trials. */
export function seasonsThatCount<S extends Dated>(seasons: readonly S[]): readonly S[] {
  const real = seasons.filter((season) => !season.trial);
  return real.length > 0 ? real : seasons;
}

/**
 * The season that matters now: a real one before a trial; the one that is open or opens next before one that is over. But one whose
 * self-assessment has closed goes on, with its meetings, its list and its decision, until the next begins or its own last date has passed.
 * Null: there is none.
 */
export function pickSeason<S extends Dated>(seasons: readonly S[], now: Date): S | null {
  const candidates = seasonsThatCount(seasons);
  const today = localDate(now);
  const window = (season: S) => season.dates.selfAssessment;
  const ahead = candidates.filter((season) => window(season).closes >= today);
  const next = ahead.reduce<S | null>((first, season) => (first && window(first).opens <= window(season).opens ? first : season), null);
  const over = candidates.filter((season) => window(season).closes < today);
  const last = over.reduce<S | null>((one, season) => (one && window(one).closes >= window(season).closes ? one : season), null);
  if (!next || !last) return next ?? last;
  return firstDay(next.dates) <= today || lastDay(last.dates) < today ? next : last;
}

/** On which households can first do something in it. */
function firstDay({ launch, registration, selfAssessment }: SeasonDates): string {
  return [launch, registration.opens, selfAssessment.opens].sort()[0] as string;
}

function lastDay(dates: SeasonDates): string {
  const all = Object.values(dates).map((date) => (typeof date === 'string' ? date : date.closes));
  return all.sort().at(-1) as string;
}
