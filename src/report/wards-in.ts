/** The wards that an officer may see counts of, whole or in part. */
import type { Prisma } from '../db/client.ts';
import type { Deps } from '../deps.ts';
import type { CountScope } from './place-sql.ts';

export interface CountedUnit {
  code: string;
  name: string;
}

/** In the order of the alphabet. @param unitCode only this one, if they may */
export async function wardsIn({ db, clock }: Pick<Deps, 'db' | 'clock'>, scope: CountScope, unitCode?: string): Promise<CountedUnit[]> {
  const theirs: Prisma.UnitWhereInput = { OR: [{ code: { in: [...scope.wards] } }, { areas: { some: { id: { in: [...scope.areas] } } } }] };
  const present: Prisma.UnitWhereInput = { OR: [{ validTo: null }, { validTo: { gt: clock.now() } }] };
  const units = await db.unit.findMany({
    where: { AND: [scope.city ? present : theirs, unitCode === undefined ? {} : { code: unitCode }] },
    select: { code: true, name: true },
  });
  return units.toSorted((a, b) => a.name.localeCompare(b.name, 'vi', { numeric: true }));
}
