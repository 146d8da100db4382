import type { Deps } from '../deps.ts';
import type { Scope } from '../officer/scope.ts';
import { burstsIn } from './bursts.ts';

/** Who is told of them looks in at least every two weeks. */
const DAYS = 14;
const DAY_MS = 24 * 60 * 60 * 1000;

export interface ListedBurst {
  officer: string;
  /** Khu phố with their wards. */
  areas: { name: string; unit: string; unitCode: string }[];
  from: Date;
  to: Date;
  households: number;
}

/**
 * In the wards that they look after; for the city everywhere. Counts, and no household.
 * @param since absent: the last two weeks
 */
export async function listBursts(
  { db, clock }: Deps,
  { city, wards }: Pick<Scope, 'city' | 'wards'>,
  since = new Date(clock.now().getTime() - DAYS * DAY_MS),
): Promise<ListedBurst[]> {
  if (!city && wards.length === 0) return [];
  const rows = await db.assist.findMany({
    where: { filledAt: { gte: since }, ...(city ? {} : { area: { unitCode: { in: [...wards] } } }) },
    select: { officerId: true, householdId: true, areaId: true, filledAt: true, id: true },
  });
  // One that was erased since still counts as one.
  const bursts = burstsIn(
    rows.map(({ id, officerId, householdId, areaId, filledAt }) => {
      return { officerId, householdId: householdId ?? id, areaId, at: (filledAt as Date).getTime() };
    }),
  );
  const officers = await db.officer.findMany({ where: { id: { in: bursts.map(({ officerId }) => officerId) } } });
  const areas = await db.area.findMany({ where: { id: { in: bursts.flatMap(({ areaIds }) => areaIds) } }, include: { unit: true } });
  const names = new Map(officers.map(({ id, name }) => [id, name]));
  const places = new Map(areas.map(({ id, name, unit }) => [id, { name, unit: unit.name, unitCode: unit.code }]));
  return bursts.map(({ officerId, areaIds, from, to, households }) => ({
    officer: names.get(officerId) ?? '',
    areas: areaIds.flatMap((id) => places.get(id) ?? []),
    from: new Date(from),
    to: new Date(to),
    households,
  }));
}
