/** Which season holds in each ward, and which one before it it is compared with. */
import { type CurrentSeason, currentOf, type StoredSeason, seasonsIn, seasonsOf } from '../assessment/season-of.ts';
import type { Deps } from '../deps.ts';
import { seasonsThatCount } from '../season/pick.ts';

export interface WardSeason {
  unitCode: string;
  seasonId: string;
  season: CurrentSeason;
  /** Nobody can send any more. */
  closed: boolean;
  /** The last real one of an earlier year: the ward's own, else the city's. */
  before: { id: string; year: number; name: string } | null;
}

/** @param named ids of seasons by ward, where another than the one that holds now is meant */
export async function seasonsOfWards(
  deps: Deps,
  unitCodes: readonly string[],
  named: ReadonlyMap<string, string> = new Map(),
): Promise<WardSeason[]> {
  const stored = await seasonsOf(deps, unitCodes);
  const now = deps.clock.now();
  return unitCodes.map((unitCode) => {
    const other = named.has(unitCode) && seasonsIn(stored, unitCode, now).find(({ id }) => id === named.get(unitCode));
    return wardSeason(stored, unitCode, other || currentOf(stored, unitCode, now));
  });
}

/** Every season of each ward that counts, whether it holds now or not; of a ward the earlier first. */
export async function allSeasonsOfWards(deps: Deps, unitCodes: readonly string[]): Promise<WardSeason[]> {
  const stored = await seasonsOf(deps, unitCodes);
  const now = deps.clock.now();
  return unitCodes.flatMap((unitCode) =>
    seasonsThatCount(seasonsIn(stored, unitCode, now))
      .toSorted((a, b) => a.year - b.year)
      .map((season) => wardSeason(stored, unitCode, season)),
  );
}

function wardSeason(stored: readonly StoredSeason[], unitCode: string, season: CurrentSeason): WardSeason {
  return { unitCode, seasonId: season.id, season, closed: season.phase === 'after', before: beforeOf(stored, unitCode, season.year) };
}

function beforeOf(stored: readonly StoredSeason[], unitCode: string, year: number): WardSeason['before'] {
  const earlier = stored.filter((one) => !one.trial && one.year < year && (one.level === 'city' || one.unitCode === unitCode));
  const [last] = earlier.toSorted((a, b) => b.year - a.year || Number(a.level === 'city') - Number(b.level === 'city'));
  return last ? { id: last.id, year: last.year, name: last.name } : null;
}
