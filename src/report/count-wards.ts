/** How far every ward is: what the city looks at, and an officer of several places. Counts only, never a household. */
import type { Deps } from '../deps.ts';
import { countRows, frozenRows } from './count-rows.ts';
import { type AreaNumbers, addCounts, type Counts, countsOf } from './numbers.ts';
import type { CountScope } from './place-sql.ts';
import { type NamedRubric, rubricNamed } from './rubric-named.ts';
import { seasonsOfWards, type WardSeason } from './seasons-of-wards.ts';
import { type CountedUnit, wardsIn } from './wards-in.ts';

export interface CountedWard extends CountedUnit {
  season: WardSeason['season'];
  rubric: NamedRubric;
  counts: Counts;
  /** As written down when that season was over; null: it was not. */
  last: LastSeason | null;
}

export interface LastSeason {
  year: number;
  name: string;
  counts: Counts;
}

/** Of several wards; those of which nothing was written down then are left out. */
export interface LastOfWards extends LastSeason {
  wards: number;
}

export type CountedWards =
  | { outcome: 'counted'; wards: CountedWard[]; total: Counts; last: LastOfWards | null }
  /** They look after no place, and are not of the city. */
  | { outcome: 'notFound' };

export interface WardsCounted {
  scope: CountScope;
  /** Ids of seasons by ward, where another than the one that holds now is meant. */
  named?: ReadonlyMap<string, string>;
}

/** Of a ward of which somebody looks after some khu phố, only those count. */
export async function countWards(deps: Deps, { scope, named }: WardsCounted): Promise<CountedWards> {
  const units = await wardsIn(deps, scope);
  if (units.length === 0) return { outcome: 'notFound' };
  const seasons = await seasonsOfWards(
    deps,
    units.map(({ code }) => code),
    named,
  );
  const now = byWard(await countRows(deps, { scope, seasons }));
  const before = byWard(await frozenRows(deps, { scope, seasons: seasons.flatMap(seasonBefore) }));
  const rubrics = new Map<string, NamedRubric>();
  for (const { seasonId, season } of seasons) {
    if (!rubrics.has(seasonId)) rubrics.set(seasonId, await rubricNamed(deps, season));
  }
  const wards = units.map((unit, at): CountedWard => {
    const { seasonId, season, before: earlier } = seasons[at] as WardSeason;
    const rubric = rubrics.get(seasonId) as NamedRubric;
    return { ...unit, season, rubric, counts: countsOf(now.get(unit.code) ?? []), last: lastSeason(earlier, before.get(unit.code)) };
  });
  return { outcome: 'counted', wards, total: addCounts(wards.map(({ counts }) => counts)), last: lastOfWards(wards) };
}

/** Numbers of one year only: the newest of which any ward has some. */
function lastOfWards(wards: readonly CountedWard[]): LastOfWards | null {
  const all = wards.flatMap(({ last }) => last ?? []);
  const year = Math.max(...all.map((one) => one.year));
  const those = all.filter((one) => one.year === year);
  const [first] = those;
  return first ? { year, name: first.name, counts: addCounts(those.map(({ counts }) => counts)), wards: those.length } : null;
}

export function seasonBefore({ unitCode, before }: WardSeason) {
  return before ? [{ unitCode, seasonId: before.id, closed: true }] : [];
}

export function lastSeason(before: WardSeason['before'], rows: readonly AreaNumbers[] | undefined): LastSeason | null {
  return before && rows && rows.length > 0 ? { year: before.year, name: before.name, counts: countsOf(rows) } : null;
}

function byWard(rows: readonly AreaNumbers[]): Map<string, AreaNumbers[]> {
  return Map.groupBy(rows, ({ unitCode }) => unitCode);
}
