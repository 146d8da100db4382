/** Which season a household is in: its ward's own of a year, or the city's. */
import type { Deps, RawDeps } from '../deps.ts';
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
  /** One a title. */
  inForce: InForce[];
}

/** What judges a title in a season. */
export interface InForce {
  title: string;
  versionId: string;
  sha256: string;
  adopted: boolean;
}

export interface StoredSeason extends Omit<CurrentSeason, 'dates' | 'phase'> {
  level: 'city' | 'ward';
  /** Of the ward whose own it is. */
  unitCode: string | null;
  dates: unknown;
}

/** The city's seasons, those of these wards, and those with these ids. */
export function seasonsOf(deps: RawDeps, unitCodes: readonly string[], ids: readonly string[] = []): Promise<StoredSeason[]> {
  return deps.db.$queryRawUnsafe(seasonsSql, unitCodes, ids);
}

const seasonsSql = `
SELECT s.id, s."organisationId", s.year, s.name, s.trial, s.dates, o.level::text, o."unitCode",
  COALESCE((SELECT json_agg(json_build_object('title', f.title, 'versionId', v.id, 'sha256', v.sha256, 'adopted', f."adoptedAt" IS NOT NULL))
    FROM "RubricInForce" f JOIN "RubricVersion" v ON v.id = f."rubricVersionId"
    WHERE f."seasonId" = s.id AND f."organisationId" = s."organisationId"), '[]') AS "inForce"
FROM "Season" s JOIN "Organisation" o ON o.id = s."organisationId"
WHERE o.level = 'city' OR o."unitCode" = ANY($1::text[]) OR s.id = ANY($2::uuid[])`;

/**
 * A ward's own season stands in for the city's of that year, also when it is over; in the other years the city's holds.
 * @param unitCode null when it is not known where somebody lives: then the city's. Throws when nothing was set up.
 */
export function currentOf(stored: readonly StoredSeason[], unitCode: string | null, now: Date): CurrentSeason {
  const own = stored.filter((season) => season.level === 'ward' && season.unitCode === unitCode);
  const city = stored.filter(({ level, year }) => level === 'city' && !own.some((season) => season.year === year));
  const season = pickSeason(
    [...own, ...city].map((row) => currentSeason(row, now)),
    now,
  );
  if (!season) throw new Error('There is no season: ensureSeason() has not run on this database');
  return season;
}

export async function seasonOf(deps: Deps, unitCode: string | null): Promise<CurrentSeason> {
  return currentOf(await seasonsOf(deps, unitCode === null ? [] : [unitCode]), unitCode, deps.clock.now());
}

/** A stored season as it stands at a moment. */
export function currentSeason({ id, organisationId, year, name, trial, dates, inForce }: StoredSeason, now: Date): CurrentSeason {
  const parsed = seasonDates.parse(dates);
  return { id, organisationId, year, name, trial, dates: parsed, phase: phase(parsed, now), inForce };
}
