import type { Deps } from '../deps.ts';
import { areasIn, type Scope } from './scope.ts';

/** The wards whose every household they look after, by name. */
export function wardsOf({ db }: Pick<Deps, 'db'>, { wards }: Pick<Scope, 'wards'>): Promise<{ code: string; name: string }[]> {
  return db.unit.findMany({ where: { code: { in: [...wards] } }, orderBy: { name: 'asc' }, select: { code: true, name: true } });
}

/** The khu phố and ấp whose households they look after, in the order in which people count them. */
export async function areasOf(
  { db }: Pick<Deps, 'db'>,
  scope: Pick<Scope, 'wards' | 'areas'>,
): Promise<{ id: string; name: string; kind: string }[]> {
  const areas = await db.area.findMany({ where: areasIn(scope), select: { id: true, name: true, kind: true } });
  return areas.sort((a, b) => a.name.localeCompare(b.name, 'vi', { numeric: true }));
}
