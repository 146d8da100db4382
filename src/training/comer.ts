/** As whom a chat comes to a training: an officer of the place, or a household. */
import type { Deps } from '../deps.ts';
import { membershipOf } from '../household/household-of.ts';
import { COMING } from './who-hears.ts';

export type Comer = { householdId: string; officerId: null } | { householdId: null; officerId: string };

/** Where somebody belongs. */
export interface Belonging {
  household: { id: string; areaId: string; unitCode: string } | null;
  /** In wards as a whole, and in khu phố of wards. */
  officer: { id: string; places: readonly { unitCode: string; areaId: string | null }[] } | null;
}

/** And who writes there. */
export interface Chat extends Belonging {
  accountId: string;
}

interface Invites {
  unitCode: string;
  areaIds: readonly string[];
  audience: 'households' | 'officers' | 'both';
}

export async function belongingOf(deps: Deps, accountId: string): Promise<Chat> {
  const household = await membershipOf(deps, accountId);
  return {
    accountId,
    household: household && { id: household.id, areaId: household.areaId, unitCode: household.area.unitCode },
    officer: await officerIn(deps, accountId),
  };
}

async function officerIn(deps: Deps, accountId: string): Promise<Belonging['officer']> {
  const held = await deps.db.officerAccount.findFirst({ where: { accountId, to: null }, select: { officerId: true } });
  return held && { id: held.officerId, places: await officerPlaces(deps, held.officerId) };
}

/** Where an officer has a duty now. */
export async function officerPlaces({ db, clock }: Deps, officerId: string): Promise<NonNullable<Belonging['officer']>['places']> {
  const places = await db.grant.findMany({ where: { officerId, ...presentDuty(clock.now()) } });
  return places.flatMap(({ unitCode, areaId }) => (unitCode === null ? [] : [{ unitCode, areaId }]));
}

/** A duty in a ward or khu phố that holds now. */
export function presentDuty(now: Date) {
  return {
    role: { in: ['ward' as const, 'hamlet' as const, 'helper' as const] },
    from: { lte: now },
    OR: [{ to: null }, { to: { gt: now } }],
  };
}

/** A duty that holds now in the ward of a training, or in one of the khu phố that it is for. */
export function dutyThere({ unitCode, areaIds }: Pick<Invites, 'unitCode' | 'areaIds'>, now: Date) {
  const within = areaIds.length === 0 ? {} : { OR: [{ areaId: null }, { areaId: { in: [...areaIds] } }] };
  return { unitCode, AND: [presentDuty(now), within] };
}

/** An officer first, where both are meant: their seat counts for the plan. Null: it is not for them. */
export function comerTo({ household, officer }: Belonging, training: Invites): Comer | null {
  const { unitCode, areaIds, audience } = training;
  const within = (areaId: string | null) => areaIds.length === 0 || areaId === null || areaIds.includes(areaId);
  const works = officer?.places.some((place) => place.unitCode === unitCode && within(place.areaId));
  if (audience !== 'households' && officer && works) return { householdId: null, officerId: officer.id };
  const lives = household && household.unitCode === unitCode && within(household.areaId);
  return audience !== 'officers' && lives ? { householdId: household.id, officerId: null } : null;
}

/**
 * As what they have a seat already, or wait for one; else as what it is for them. Whoever has one comes, or gives it back, as what they have it as, though they
 * have moved, do not do that work any more, or began to since: one person does not have two. A family's seat is its own, whoever of it answered last.
 */
export async function comerOf({ db }: Pick<Deps, 'db'>, chat: Chat, training: Invites & { id: string }): Promise<Comer | null> {
  const own = (await heldBy({ db }, chat, [training.id])).get(training.id);
  const comer = own ?? comerTo(chat, training);
  if (comer || !chat.household) return comer;
  const { id: householdId } = chat.household;
  const ofFamily = await db.trainingSeat.count({ where: { trainingId: training.id, householdId, ...HELD } });
  return ofFamily > 0 ? { householdId, officerId: null } : null;
}

/** Who is there has come, whatever they answered. */
const HELD = { OR: [COMING, { checkedInAt: { not: null } }] };

/** By training: the officer's seat; else their family's, where this chat answered last. */
export async function heldBy(
  { db }: Pick<Deps, 'db'>,
  { accountId, household, officer }: Chat,
  trainingIds: readonly string[],
): Promise<ReadonlyMap<string, Comer>> {
  const theirs = [...(household ? [{ householdId: household.id, accountId }] : []), ...(officer ? [{ officerId: officer.id }] : [])];
  const held = await db.trainingSeat.findMany({
    where: { trainingId: { in: [...trainingIds] }, AND: [HELD, { OR: theirs }] },
    select: { trainingId: true, householdId: true, officerId: true },
    orderBy: { officerId: { sort: 'asc', nulls: 'first' } },
  });
  // Of two the officer's, which comes last, holds.
  return new Map(held.map(({ trainingId, householdId, officerId }) => [trainingId, { householdId, officerId } as Comer]));
}

/** The key of their seat. */
export function seatOf(trainingId: string, { householdId, officerId }: Comer) {
  return householdId === null
    ? { trainingId_officerId: { trainingId, officerId } }
    : { trainingId_householdId: { trainingId, householdId } };
}
