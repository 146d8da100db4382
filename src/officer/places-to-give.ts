/** Which duties an officer may give on the page of officers, and where. */
import type { Prisma } from '../db/client.ts';
import type { Deps } from '../deps.ts';
import type { Role } from './duty.ts';
import type { Scope } from './scope.ts';

export interface PlaceToGive {
  unitCode: string;
  unit: string;
  /** null: the whole ward. */
  areaId: string | null;
  area: string | null;
}

/** The nearest to their own work first. Khu phố are given by wards, which know them. */
export function rolesToGive({ operator, city, wards, areas }: Scope): Role[] {
  const roles: Role[] = [
    ...(wards.length > 0 ? (['hamlet', 'helper', 'ward'] as const) : []),
    ...(areas.length > 0 ? (['helper'] as const) : []),
    ...(city || operator ? (['ward', 'city'] as const) : []),
    ...(operator ? (['operator'] as const) : []),
  ];
  return [...new Set(roles)];
}

/** Where that duty may be given; null: it is for no place of its own. Sorted as people count. */
export async function placesToGive({ db }: Pick<Deps, 'db'>, { scope, role }: { scope: Scope; role: Role }): Promise<PlaceToGive[] | null> {
  if (role === 'operator' || role === 'city') return null;
  const units = role === 'hamlet' ? [] : await db.unit.findMany({ where: unitsFor(scope, role), select: { code: true, name: true } });
  const areas =
    role === 'ward'
      ? []
      : await db.area.findMany({
          where: {
            kind: { not: 'unplaced' },
            OR: [{ unitCode: { in: [...scope.wards] } }, ...(role === 'helper' ? [{ id: { in: [...scope.areas] } }] : [])],
          },
          select: { id: true, name: true, unit: { select: { code: true, name: true } } },
        });
  const whole = units.map(({ code, name }) => ({ unitCode: code, unit: name, areaId: null, area: null }));
  const parts = areas.map(({ id, name, unit }) => ({ unitCode: unit.code, unit: unit.name, areaId: id, area: name }));
  return [...whole, ...parts].toSorted((a, b) => compare(a.unit, b.unit) || compare(a.area ?? '', b.area ?? ''));
}

function unitsFor({ operator, city, wards }: Scope, role: 'ward' | 'helper'): Prisma.UnitWhereInput {
  return role === 'ward' && (operator || city) ? { validTo: null } : { code: { in: [...wards] } };
}

function compare(a: string, b: string): number {
  return a.localeCompare(b, 'vi', { numeric: true });
}
