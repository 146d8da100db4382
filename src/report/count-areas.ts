/** How far each khu phố of a ward is. Counts only, never a household. */
import type { Deps } from '../deps.ts';
import { countRows, frozenRows } from './count-rows.ts';
import { type LastSeason, lastSeason, seasonBefore } from './count-wards.ts';
import { type AreaNumbers, type Counts, countsOf } from './numbers.ts';
import type { CountScope } from './place-sql.ts';
import { type NamedRubric, rubricNamed } from './rubric-named.ts';
import { seasonsOfWards, type WardSeason } from './seasons-of-wards.ts';
import { type CountedUnit, wardsIn } from './wards-in.ts';

export interface CountedArea {
  id: string;
  name: string;
  /** False: "chưa xếp khu phố". */
  placed: boolean;
  counts: Counts;
  last: LastSeason | null;
}

export type CountedAreas =
  | {
      outcome: 'counted';
      unit: CountedUnit;
      season: WardSeason['season'];
      rubric: NamedRubric;
      /** In the order in which people count them; those that are in none yet come last. */
      areas: CountedArea[];
      /** Of what whoever looks may see. */
      total: Counts;
      last: LastSeason | null;
    }
  | { outcome: 'notFound' };

/** @param areaId only this one */
export async function countAreas(
  deps: Deps,
  { scope, unitCode, areaId }: { scope: CountScope; unitCode: string; areaId?: string },
): Promise<CountedAreas> {
  const [unit] = await wardsIn(deps, scope, unitCode);
  if (!unit) return { outcome: 'notFound' };
  const seasons = await seasonsOfWards(deps, [unitCode]);
  const [{ season, before }] = seasons as [WardSeason];
  const wanted = (row: AreaNumbers) => areaId === undefined || row.areaId === areaId;
  const rows = (await countRows(deps, { scope, seasons })).filter(wanted);
  if (rows.length === 0) return { outcome: 'notFound' };
  const frozen = (await frozenRows(deps, { scope, seasons: seasons.flatMap(seasonBefore) })).filter(wanted);
  const areas = rows.toSorted(byName).map(
    (row): CountedArea => ({
      ...{ id: row.areaId, name: row.name, placed: row.placed, counts: countsOf([row]) },
      last: lastSeason(
        before,
        frozen.filter((one) => one.areaId === row.areaId),
      ),
    }),
  );
  const rubric = await rubricNamed(deps, season);
  return { outcome: 'counted', unit, season, rubric, areas, total: countsOf(rows), last: lastSeason(before, frozen) };
}

function byName(a: AreaNumbers, b: AreaNumbers): number {
  return Number(b.placed) - Number(a.placed) || a.name.localeCompare(b.name, 'vi', { numeric: true });
}
