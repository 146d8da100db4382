/** The seasons that matter now in an officer's wards: read once for whatever is counted and listed of them. */
import { hasMet } from '../assessment/returned.ts';
import { currentOf, seasonsOf } from '../assessment/season-of.ts';
import type { Deps } from '../deps.ts';
import { areasIn, type Scope } from '../officer/scope.ts';
import { localDate, phase } from '../season/calendar.ts';
import { type SeasonDates, seasonDates } from '../season/definition.ts';

export interface SeasonsIn {
  ids: string[];
  /** Those of them that nobody can send in any more. */
  closed: string[];
  /** Those in which what was asked back may be over. */
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
  const byUnit = new Map(units.map((unit) => [unit, currentOf(stored, unit, now).id]));
  const ids = [...new Set(byUnit.values())];
  const dated = stored.filter(({ id }) => ids.includes(id)).map(({ id, dates }) => ({ id, dates: seasonDates.parse(dates) }));
  const idsWhere = (holds: (dates: SeasonDates) => boolean) => dated.filter(({ dates }) => holds(dates)).map(({ id }) => id);
  return {
    ids,
    closed: idsWhere((dates) => phase(dates, now) === 'after'),
    met: idsWhere((dates) => hasMet(dates, now)),
    today: localDate(now),
    idOf: (unitCode) => byUnit.get(unitCode) ?? currentOf(stored, unitCode, now).id,
  };
}
