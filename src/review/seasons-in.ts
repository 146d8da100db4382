/** The seasons that matter now in an officer's wards: read once for whatever is counted and listed of them. */
import { hasMet } from '../assessment/returned.ts';
import { type CurrentSeason, currentOf, seasonsOf } from '../assessment/season-of.ts';
import type { Deps } from '../deps.ts';
import { areasIn, type Scope } from '../officer/scope.ts';
import { localDate } from '../season/calendar.ts';

export interface SeasonsIn {
  ids: string[];
  /** Wards in which nobody can send any more: each may have moved its dates. */
  closed: string[];
  /** Wards in which what was asked back may be over. */
  met: string[];
  /** Local date. */
  today: string;
  /** Of a ward of theirs. */
  idOf(unitCode: string): string;
}

export async function seasonsIn(deps: Deps, scope: Scope): Promise<SeasonsIn> {
  const now = deps.clock.now();
  const areas = await deps.db.area.findMany({ where: areasIn(scope), select: { unitCode: true }, distinct: ['unitCode'] });
  const units = areas.map(({ unitCode }) => unitCode);
  const stored = await seasonsOf(deps, units);
  const byUnit = new Map(units.map((unit) => [unit, currentOf(stored, unit, now)]));
  const unitsWhere = (holds: (season: CurrentSeason) => boolean) => units.filter((unit) => holds(byUnit.get(unit) as CurrentSeason));
  return {
    ids: [...new Set([...byUnit.values()].map(({ id }) => id))],
    closed: unitsWhere((season) => season.phase === 'after'),
    met: unitsWhere(({ dates }) => hasMet(dates, now)),
    today: localDate(now),
    idOf: (unitCode) => (byUnit.get(unitCode) ?? currentOf(stored, unitCode, now)).id,
  };
}
