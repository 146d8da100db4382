/** Which season a household is in: its ward's own of a year, or the city's. */
import type { Deps } from '../deps.ts';
import { type Phase, phase } from '../season/calendar.ts';
import { type SeasonDates, seasonDates } from '../season/definition.ts';
import { pickSeason } from '../season/pick.ts';

export interface CurrentSeason {
  id: string;
  organisationId: string;
  year: number;
  name: string;
  trial: boolean;
  dates: SeasonDates;
  /** Of self-assessment. */
  phase: Phase;
}

/**
 * A ward's own season stands in for the city's of that year, also when it is over; in the other years the city's holds.
 * @param unitCode null when it is not known where somebody lives: then the city's. Throws when nothing was set up.
 */
export async function seasonOf(deps: Deps, unitCode: string | null): Promise<CurrentSeason> {
  const rows = await deps.db.season.findMany({
    where: { organisation: { OR: [{ level: 'city' }, ...(unitCode === null ? [] : [{ unitCode }])] } },
    include: { organisation: { select: { level: true } } },
  });
  const now = deps.clock.now();
  const seasons = rows.map((row) => ({ level: row.organisation.level, season: currentSeason(row, now) }));
  const of = (level: 'ward' | 'city') => seasons.filter((one) => one.level === level).map((one) => one.season);
  const own = of('ward');
  const city = of('city').filter((season) => !own.some(({ year }) => year === season.year));
  const season = pickSeason([...own, ...city], now);
  if (!season) throw new Error('There is no season: ensureSeason() has not run on this database');
  return season;
}

interface SeasonRow {
  id: string;
  organisationId: string;
  year: number;
  name: string;
  trial: boolean;
  dates: unknown;
}

/** A stored season as it stands at a moment. */
export function currentSeason({ id, organisationId, year, name, trial, dates }: SeasonRow, now: Date): CurrentSeason {
  const parsed = seasonDates.parse(dates);
  return { id, organisationId, year, name, trial, dates: parsed, phase: phase(parsed, now) };
}
