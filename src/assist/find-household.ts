import type { Deps } from '../deps.ts';
import { fold } from '../flow/fold.ts';
import { listHouseholds } from '../identity/list-households.ts';
import type { Scope } from '../officer/scope.ts';
import { type FoundPresent, findPresent } from './find-present.ts';

/** Who fills in finds the household that is with them, and reads no list. */
const MOST = 10;
/** Letters or digits that have to be typed. */
const FEWEST = 2;

export type Found = FoundPresent | { outcome: 'tooShort' };

export interface FindOptions {
  scope: Scope;
  unitCode: string;
  /** Only this khu phố. */
  areaId?: string | undefined;
  /** As typed. */
  query: string;
}

/**
 * In a ward where they fill in: among the households that they look after by any part of a name, as in their own list; where they only
 * help, as a person who is present can be found. Needs a transaction.
 */
export async function findHousehold(deps: Deps, { scope, unitCode, areaId, query }: FindOptions): Promise<Found> {
  if (fold(query).replaceAll(' ', '').length < FEWEST) return { outcome: 'tooShort' };
  const listed = await listHouseholds(deps, { scope, unitCode, query, ...(areaId !== undefined && { areaId }) });
  const present = await findPresent(deps, { scope, unitCode, areaId, query });
  if (listed.outcome === 'notFound') return present;
  const own: Found = { outcome: 'found', households: listed.households.slice(0, MOST), more: listed.households.length > MOST };
  if (present.outcome !== 'found') return own;
  const there = new Set(own.households.map(({ id }) => id));
  const others = present.households.filter(({ id }) => !there.has(id));
  return { outcome: 'found', households: [...own.households, ...others], more: own.more || present.more };
}
