/** Whom an organiser may tick: households that they look for, and officers of the place who are not noted yet. */
import type { Deps } from '../deps.ts';
import { fold } from '../flow/fold.ts';
import { type ListedHousehold, listHouseholds } from '../identity/list-households.ts';
import type { Scope } from '../officer/scope.ts';
import { dutyThere } from './comer.ts';
import { findTraining, type TrainingRow } from './training-in-hand.ts';

const MOST = 10;
/** Letters or digits that have to be typed. */
const FEWEST = 2;

export type FoundToTick =
  | { outcome: 'found'; households: ListedHousehold[] }
  | { outcome: 'tooShort' }
  /** It is not for households, or not there. */
  | { outcome: 'notFound' };

/** By name (accents may be left out), house code or household code, where the training is for. Needs a transaction. */
export async function findToTick(
  deps: Deps,
  { scope, trainingId, query }: { scope: Scope; trainingId: string; query: string },
): Promise<FoundToTick> {
  const training = await findTraining(deps, scope, trainingId);
  if (!training || training.audience === 'officers') return { outcome: 'notFound' };
  if (fold(query).replaceAll(' ', '').length < FEWEST) return { outcome: 'tooShort' };
  const { unitCode, areaIds } = training;
  const places = areaIds.length > 0 ? { wards: [], areas: areaIds } : { wards: [unitCode], areas: [] };
  const listed = await listHouseholds(deps, { scope: { officerId: scope.officerId, ...places }, unitCode, query });
  return listed.outcome === 'listed' ? { outcome: 'found', households: listed.households.slice(0, MOST) } : { outcome: 'notFound' };
}

/** By name; none where it is for households only. */
export async function officersToTick(
  { db, clock }: Pick<Deps, 'db' | 'clock'>,
  training: Pick<TrainingRow, 'id' | 'unitCode' | 'areaIds' | 'audience'>,
): Promise<{ id: string; name: string }[]> {
  const { id, audience } = training;
  if (audience === 'households') return [];
  return db.officer.findMany({
    where: {
      grants: { some: dutyThere(training, clock.now()) },
      seats: { none: { trainingId: id, checkedInAt: { not: null } } },
    },
    select: { id: true, name: true },
    orderBy: [{ name: 'asc' }, { id: 'asc' }],
  });
}
