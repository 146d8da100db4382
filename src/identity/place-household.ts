/** A ward puts a household into its khu phố, or into another one of the ward. */

import { seasonOf } from '../assessment/season-of.ts';
import { audit } from '../db/audit.ts';
import { isId } from '../db/is-id.ts';
import { onItsWay } from '../decision/on-its-way.ts';
import type { Deps } from '../deps.ts';
import { lockToTell } from '../household/lock-to-tell.ts';
import type { TellHousehold } from '../household/tell-household.ts';
import { isOwnHousehold } from '../officer/own-household.ts';
import type { Scope } from '../officer/scope.ts';
import { type FoundHousehold, findHousehold, seenOf } from './find-household.ts';
import { placedNotice } from './notices.ts';

export interface PlaceOptions {
  scope: Scope;
  householdId: string;
  /** Id of a khu phố of its ward. */
  areaId: string;
  /** `HouseholdView.seen` of what the officer looked at. */
  seen: string;
  tell: TellHousehold;
}

export type PlaceRefusal =
  | 'ownHousehold'
  | 'merged'
  /** It is there. */
  | 'already'
  /** A decision that has not begun lists it, with the khu phố where it is. */
  | 'inDecisionInHand';

export type PlacedHousehold =
  /** `houseCode`: of the old khu phố's list, and the new one has given it to another house: it has none now. */
  | { outcome: 'placed'; told: number; houseCode: string | null }
  | { outcome: 'changed' }
  | { outcome: 'refused'; why: PlaceRefusal }
  /** Not there, or not of a ward of theirs; or there is no such khu phố in it. */
  | { outcome: 'notFound' };

/** Needs a transaction. Its file of this season goes along, with all that was said of it; those of earlier ones stay where they were judged. */
export async function placeHousehold(deps: Deps, options: PlaceOptions): Promise<PlacedHousehold> {
  const { scope, householdId, areaId, seen, tell } = options;
  const ground = await groundOf(deps, options);
  if (!ground) return { outcome: 'notFound' };
  // A decision of the ward fixes its list under the same lock, and whoever gives house codes holds the khu phố.
  await deps.db.$queryRaw`SELECT 1 FROM "Unit" WHERE code = ${ground.unitCode} FOR NO KEY UPDATE`;
  await deps.db.$queryRaw`SELECT 1 FROM "Area" WHERE id = ${areaId}::uuid FOR NO KEY UPDATE`;
  await lockToTell(deps, householdId);
  const household = await findHousehold(deps, ofWards(scope), householdId);
  if (household?.area.unitCode !== ground.unitCode) return { outcome: 'notFound' };
  if (await isOwnHousehold(deps, scope.officerId, householdId)) return { outcome: 'refused', why: 'ownHousehold' };
  if (household.mergedIntoId !== null) return { outcome: 'refused', why: 'merged' };
  if (household.areaId === areaId) return (await placedBefore(deps, scope, household)) ?? { outcome: 'refused', why: 'already' };
  if (seenOf(household) !== seen) return { outcome: 'changed' };
  if (await isInDecisionInHand(deps, householdId)) return { outcome: 'refused', why: 'inDecisionInHand' };
  const keepsCode = await move(deps, household, areaId);
  const { houseCode, area } = household;
  const placing = { id: deps.ids.next(), householdId, fromId: area.id, toId: areaId, houseCode };
  await deps.db.householdPlacing.create({ data: { ...placing, officerId: scope.officerId, at: deps.clock.now() } });
  const detail = { from: area.id, to: areaId, houseCode: keepsCode };
  await audit(deps, { actor: `officer:${scope.officerId}`, action: 'household.place', subject: `household:${householdId}`, detail });
  const told = await tell(deps, { householdId, except: null }, placedNotice({ area: ground.area, unit: ground.unit }));
  return { outcome: 'placed', told, houseCode: keepsCode ? null : houseCode };
}

/** Only whom a ward looks after: a khu phố gives nobody away, and takes nobody. */
const ofWards = (scope: Scope): Scope => ({ ...scope, areas: [] });

async function groundOf(deps: Deps, { scope, householdId, areaId }: PlaceOptions) {
  const household = await findHousehold(deps, ofWards(scope), householdId);
  if (!household || !isId(areaId)) return null;
  const { unitCode } = household.area;
  const area = await deps.db.area.findFirst({
    where: { id: areaId, unitCode, kind: { not: 'unplaced' } },
    include: { unit: { select: { name: true } } },
  });
  return area && { unitCode, area: area.name, unit: area.unit.name };
}

/** The same officer did it already: a button that is pressed twice does it once. */
async function placedBefore({ db }: Deps, { officerId }: Scope, { id, areaId }: FoundHousehold): Promise<PlacedHousehold | null> {
  const last = await db.householdPlacing.findFirst({ where: { householdId: id }, orderBy: { id: 'desc' } });
  return last?.toId === areaId && last.officerId === officerId ? { outcome: 'placed', told: 0, houseCode: null } : null;
}

async function isInDecisionInHand({ db }: Deps, householdId: string): Promise<boolean> {
  const where = { householdId, left: null, decision: { state: onItsWay } };
  return (await db.decisionLine.count({ where })) > 0;
}

/** Whether its house code goes along: it does unless the new khu phố has given it to another house. */
async function move(deps: Deps, { id, houseCode, area, memberships }: FoundHousehold, areaId: string): Promise<boolean> {
  const { db, clock } = deps;
  const at = clock.now();
  const keepsCode = houseCode === null || (await db.household.count({ where: { areaId, houseCode } })) === 0;
  await db.household.update({ where: { id }, data: { areaId, ...(keepsCode ? {} : { houseCode: null }), updatedAt: at } });
  const { id: seasonId } = await seasonOf(deps, area.unitCode);
  await db.assessment.updateMany({ where: { householdId: id, seasonId }, data: { areaId } });
  // What somebody has taken they finish; what nobody has is for the new khu phố.
  const accounts = memberships.filter(({ to }) => to === null).map(({ accountId }) => accountId);
  await db.helpRequest.updateMany({ where: { accountId: { in: accounts }, state: 'open', areaId: area.id }, data: { areaId } });
  return keepsCode;
}
