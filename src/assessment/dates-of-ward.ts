/** The dates of a season as they hold in a ward, and how far its officers may move them. */
import { z } from 'zod';
import { contentHash } from '../canonical.ts';
import type { Deps } from '../deps.ts';
import { areasIn, type Scope } from '../officer/scope.ts';
import type { SeasonDates } from '../season/definition.ts';
import type { Limits } from '../season/limits.ts';
import { type Anchor, anchors } from '../season/rules.ts';
import { citySeason } from './city-season.ts';
import { type CurrentSeason, currentOf, datesIn, type StoredSeason, seasonsOf } from './season-of.ts';

export interface DatesOfWard {
  unitCode: string;
  unit: string;
  season: CurrentSeason;
  /** As the season file has them. */
  own: SeasonDates;
  limits: Limits;
  /** Newest first. */
  moves: Moved[];
  /** Of the dates as they are: whoever moves them says which they saw. */
  seen: string;
  /** They look after the whole ward. */
  mayMove: boolean;
}

export const movedDays = z.array(z.object({ anchor: z.enum(anchors), was: z.iso.date(), is: z.iso.date() }));
/** From which date to which, each as it was then. */
export type MovedDays = z.infer<typeof movedDays>;

export interface Moved {
  at: Date;
  changed: Anchor[];
  /** Null: it was not kept yet. */
  days: MovedDays | null;
  /** Null: the city's season file does not allow it any more. */
  by: string | null;
  reason: string | null;
}

const FEW = 10;

/** The wards they have to do with, by name. */
export async function datesOfWards(deps: Deps, { scope }: { scope: Scope }): Promise<DatesOfWard[]> {
  const areas = await deps.db.area.findMany({ where: areasIn(scope), distinct: ['unitCode'], select: { unitCode: true } });
  const codes = [...new Set([...scope.wards, ...areas.map(({ unitCode }) => unitCode)])];
  const units = await deps.db.unit.findMany({
    where: { code: { in: codes } },
    orderBy: { name: 'asc' },
    select: { code: true, name: true },
  });
  const stored = await seasonsOf(deps, codes);
  const found: DatesOfWard[] = [];
  for (const { code, name } of units) found.push(await datesOf(deps, { scope, unitCode: code, unit: name, stored }));
  return found;
}

/** Null: no ward whose every household they look after. */
export async function datesOfWard(deps: Deps, { scope, unitCode }: { scope: Scope; unitCode: string }): Promise<DatesOfWard | null> {
  if (!scope.wards.includes(unitCode)) return null;
  const unit = await deps.db.unit.findUnique({ where: { code: unitCode }, select: { name: true } });
  return unit && datesOf(deps, { scope, unitCode, unit: unit.name, stored: await seasonsOf(deps, [unitCode]) });
}

interface Asked {
  scope: Scope;
  unitCode: string;
  unit: string;
  stored: readonly StoredSeason[];
}

async function datesOf(deps: Deps, { scope, unitCode, unit, stored }: Asked): Promise<DatesOfWard> {
  const season = currentOf(stored, unitCode, deps.clock.now());
  const row = stored.find(({ id }) => id === season.id) as StoredSeason;
  return {
    ...{ unitCode, unit, season },
    own: datesIn(row, null),
    limits: (await citySeason(deps, season))?.limits ?? {},
    moves: await movesOf(deps, { unitCode, seasonId: season.id }),
    seen: contentHash(season.dates),
    mayMove: scope.wards.includes(unitCode),
  };
}

async function movesOf({ db }: Deps, { unitCode, seasonId }: { unitCode: string; seasonId: string }): Promise<Moved[]> {
  const rows = await db.seasonMove.findMany({ where: { unitCode, seasonId }, orderBy: [{ at: 'desc' }, { id: 'desc' }], take: FEW });
  const ids = rows.flatMap(({ officerId }) => officerId ?? []);
  const officers = await db.officer.findMany({ where: { id: { in: ids } }, select: { id: true, name: true } });
  const names = new Map(officers.map(({ id, name }) => [id, name]));
  return rows.map(({ at, changed, days, officerId, reason }) => ({
    ...{ at, changed: changed as Anchor[], days: movedDays.nullable().parse(days), reason },
    by: officerId === null ? null : (names.get(officerId) ?? ''),
  }));
}
