import type { Deps } from '../deps.ts';
import { fold } from '../flow/fold.ts';
import { type ListedHousehold, listHouseholds } from '../identity/list-households.ts';
import type { Scope } from '../officer/scope.ts';
import { helpPlaces } from './places.ts';

/** A helper finds the household that is with them, and reads no list. */
const MOST = 10;
/** Letters or digits that have to be typed. */
const FEWEST = 2;

type Found =
  | { outcome: 'found'; households: ListedHousehold[] /** There are others. */; more: boolean }
  | { outcome: 'tooShort' }
  | { outcome: 'notFound' };

/** By name (accents may be left out), house code or household code, in a ward where they help. Needs a transaction. */
export async function findHousehold(
  deps: Deps,
  { scope, unitCode, query }: { scope: Scope; unitCode: string; query: string },
): Promise<Found> {
  if (fold(query).replaceAll(' ', '').length < FEWEST) return { outcome: 'tooShort' };
  const listed = await listHouseholds(deps, { scope: { officerId: scope.officerId, ...helpPlaces(scope) }, unitCode, query });
  if (listed.outcome === 'notFound') return listed;
  return { outcome: 'found', households: listed.households.slice(0, MOST), more: listed.households.length > MOST };
}
