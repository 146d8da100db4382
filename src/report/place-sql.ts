/** The khu phố and ấp that an officer may see counts of, each with the season that holds in its ward. */
import type { Scope } from '../officer/scope.ts';

export type CountScope = Pick<Scope, 'city' | 'wards' | 'areas'>;

export const EVERYWHERE: CountScope = { city: true, wards: [], areas: [] };

/**
 * `$1`, `$2`: wards and their seasons; `$3` the city sees every ward; `$4`, `$5`: wards and khu phố of whoever looks; `$6`: whether
 * nobody can send any more in each of those wards, which may have moved its dates.
 */
export const placeSql = `
  SELECT area.id, area."unitCode", area.name, area.kind, area."householdsPermanent", area."householdsTemporary", held.season, held.closed
  FROM unnest($1::text[], $2::uuid[], $6::boolean[]) AS held(unit, season, closed)
  JOIN "Area" area ON area."unitCode" = held.unit
  WHERE $3::boolean OR area."unitCode" = ANY($4::text[]) OR area.id = ANY($5::uuid[])`;

export interface SeasonAt {
  unitCode: string;
  seasonId: string;
  /** Nobody can send any more. */
  closed: boolean;
}

export function placeValues({ city, wards, areas }: CountScope, seasons: readonly SeasonAt[]): unknown[] {
  const each = (what: keyof SeasonAt) => seasons.map((season) => season[what]);
  return [each('unitCode'), each('seasonId'), city, wards, areas, each('closed')];
}
