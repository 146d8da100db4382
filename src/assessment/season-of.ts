/** Which season a household is in: its ward's own of a year, or the city's. */
import type { Deps, RawDeps } from '../deps.ts';
import { type Phase, phase } from '../season/calendar.ts';
import { type SeasonDates, seasonDates } from '../season/definition.ts';
import { type MovedDates, withMoved } from '../season/limits.ts';
import { pickSeason } from '../season/pick.ts';

export interface CurrentSeason {
  id: string;
  organisationId: string;
  year: number;
  name: string;
  trial: boolean;
  /** As they hold in the ward. */
  dates: SeasonDates;
  /** The ward's newest act that moved some of them. */
  moveId: string | null;
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

export interface StoredSeason extends Omit<CurrentSeason, 'dates' | 'moveId' | 'phase'> {
  level: 'city' | 'ward';
  /** Of the ward whose own it is. */
  unitCode: string | null;
  dates: unknown;
  /** By ward, of those that were asked for. */
  moves: Readonly<Record<string, { id: string; dates: MovedDates }>> | null;
}

/** The city's seasons, those of these wards, and those with these ids. */
export function seasonsOf(deps: RawDeps, unitCodes: readonly string[], ids: readonly string[] = []): Promise<StoredSeason[]> {
  return deps.db.$queryRawUnsafe(seasonsSql, unitCodes, ids);
}

const seasonsSql = `
SELECT s.id, s."organisationId", s.year, s.name, s.trial, s.dates, o.level::text, o."unitCode",
  (SELECT json_object_agg(moved."unitCode", json_build_object('id', moved.id, 'dates', moved.dates)) FROM (
    SELECT DISTINCT ON ("unitCode") id, "unitCode", dates FROM "SeasonMove"
    WHERE "seasonId" = s.id AND "unitCode" = ANY($1::text[]) ORDER BY "unitCode", at DESC, id DESC) moved) AS moves,
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
  const season = pickSeason(seasonsIn(stored, unitCode, now), now);
  if (!season) throw new Error('There is no season: ensureSeason() has not run on this database');
  return season;
}

/** Those of a ward: its own of a year, else the city's. */
export function seasonsIn(stored: readonly StoredSeason[], unitCode: string | null, now: Date): CurrentSeason[] {
  const own = stored.filter((season) => season.level === 'ward' && season.unitCode === unitCode);
  const city = stored.filter(({ level, year }) => level === 'city' && !own.some((season) => season.year === year));
  return [...own, ...city].map((row) => currentSeason(row, unitCode, now));
}

export async function seasonOf(deps: Deps, unitCode: string | null): Promise<CurrentSeason> {
  return currentOf(await seasonsOf(deps, unitCode === null ? [] : [unitCode]), unitCode, deps.clock.now());
}

/**
 * A stored season as it stands at a moment in a ward.
 * @param unitCode null when it is not known where
 */
export function currentSeason(stored: StoredSeason, unitCode: string | null, now: Date): CurrentSeason {
  const { id, organisationId, year, name, trial, inForce } = stored;
  const dates = datesIn(stored, unitCode);
  return { id, organisationId, year, name, trial, dates, moveId: moveIn(stored, unitCode)?.id ?? null, phase: phase(dates, now), inForce };
}

/** As they hold in a ward. */
export function datesIn(stored: Pick<StoredSeason, 'dates' | 'moves'>, unitCode: string | null): SeasonDates {
  return withMoved(seasonDates.parse(stored.dates), moveIn(stored, unitCode)?.dates ?? {});
}

function moveIn({ moves }: Pick<StoredSeason, 'moves'>, unitCode: string | null) {
  return unitCode === null ? undefined : moves?.[unitCode];
}

/** The last local date of self-assessment in a ward, as `day`. @param season, unitCode SQL; `season` of a row of "Season" */
export function closesSql({ season, unitCode }: Record<'season' | 'unitCode', string>): string {
  return `SELECT COALESCE((SELECT dates->>'selfAssessment.closes' FROM "SeasonMove" WHERE "seasonId" = ${season}.id AND "unitCode" = ${unitCode}
    ORDER BY at DESC, id DESC LIMIT 1), ${season}.dates->'selfAssessment'->>'closes') AS day`;
}
