/** Where an officer may give a duty, as a whole list to choose from. In chat one of few is found by typing: find-place.ts. */
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

/** Sorted as people count; null: the duty is for no place of its own. */
export async function placesToGive({ db }: Pick<Deps, 'db'>, { scope, role }: { scope: Scope; role: Role }): Promise<PlaceToGive[] | null> {
  if (role === 'operator' || role === 'city') return null;
  const units = role === 'hamlet' ? [] : await db.unit.findMany({ where: unitsFor(scope, role), select: { code: true, name: true } });
  const areas =
    role === 'ward'
      ? []
      : await db.area.findMany({
          where: { AND: [{ kind: { not: 'unplaced' } }, areasFor(scope, role)] },
          select: { id: true, name: true, unit: { select: { code: true, name: true } } },
        });
  const whole = units.map(({ code, name }) => ({ unitCode: code, unit: name, areaId: null, area: null }));
  const parts = areas.map(({ id, name, unit }) => ({ unitCode: unit.code, unit: unit.name, areaId: id, area: name }));
  return [...whole, ...parts].toSorted((a, b) => compare(a.unit, b.unit) || compare(a.area ?? '', b.area ?? ''));
}

function unitsFor({ operator, city, wards }: Scope, role: 'ward' | 'helper'): Prisma.UnitWhereInput {
  return operator || (city && role === 'ward') ? { validTo: null } : { code: { in: [...wards] } };
}

/** A khu phố invites its own helpers, and no second officer. */
function areasFor({ operator, wards, areas }: Scope, role: 'hamlet' | 'helper'): Prisma.AreaWhereInput {
  if (operator) return {};
  return { OR: [{ unitCode: { in: [...wards] } }, { id: { in: role === 'helper' ? [...areas] : [] } }] };
}

function compare(a: string, b: string): number {
  return a.localeCompare(b, 'vi', { numeric: true });
}
