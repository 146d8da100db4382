import type { Prisma } from '../db/client.ts';
import type { Deps } from '../deps.ts';
import type { Scope } from '../officer/scope.ts';

/** The calls for help that an officer answers: of their places; and for the city's Hội those of which nobody knows the place. */
export function helpIn(scope: Pick<Scope, 'city' | 'wards' | 'areas'>): Prisma.HelpRequestWhereInput {
  const { city, wards, areas } = scope;
  return {
    OR: [{ unitCode: { in: [...wards] } }, { areaId: { in: [...areas] } }, ...(city ? [{ unitCode: null, areaId: null }] : [])],
  };
}

/** Of those, the ones that this officer has to do with: not what somebody else has taken, or what is over. */
export function helpFor(scope: Pick<Scope, 'officerId' | 'city' | 'wards' | 'areas'>): Prisma.HelpRequestWhereInput {
  return { AND: [helpIn(scope), { OR: [{ state: 'open' }, { state: 'taken', takenBy: scope.officerId }] }] };
}

/** How many nobody has taken yet. */
export function countHelp({ db }: Pick<Deps, 'db'>, scope: Scope): Promise<number> {
  return db.helpRequest.count({ where: { AND: [helpIn(scope), { state: 'open' }] } });
}

/** How many they have taken themselves, and not closed. */
export function countTaken({ db }: Pick<Deps, 'db'>, scope: Scope): Promise<number> {
  return db.helpRequest.count({ where: { AND: [helpIn(scope), { state: 'taken', takenBy: scope.officerId }] } });
}
