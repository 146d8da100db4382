/** The khu phố and ấp of a ward, in the order in which people count them. */
import type { Deps } from '../deps.ts';

export interface ListedArea {
  id: string;
  name: string;
  kind: string;
  /** Registered so far. */
  households: number;
}

type ListedAreas = { outcome: 'listed'; unit: string; areas: ListedArea[]; unplaced: number } | { outcome: 'unknownUnit' };

/** @param unitCode the NSO code of the ward; `unplaced` in the answer counts households that have not named theirs */
export async function listAreas({ db }: Pick<Deps, 'db'>, { unitCode }: { unitCode: string }): Promise<ListedAreas> {
  const unit = await db.unit.findUnique({
    where: { code: unitCode },
    select: { name: true, areas: { include: { _count: { select: { households: true } } } } },
  });
  if (!unit) return { outcome: 'unknownUnit' };
  const listed = unit.areas.map(({ id, name, kind, _count }) => ({ id, name, kind, households: _count.households }));
  const areas = listed.filter(({ kind }) => kind !== 'unplaced').toSorted((a, b) => a.name.localeCompare(b.name, 'vi', { numeric: true }));
  const unplaced = listed.filter(({ kind }) => kind === 'unplaced').reduce((sum, { households }) => sum + households, 0);
  return { outcome: 'listed', unit: unit.name, areas, unplaced };
}
