/** An officer knows the family: the household is who it says it is. */
import { audit } from '../db/audit.ts';
import type { Deps } from '../deps.ts';
import type { Scope } from '../officer/scope.ts';
import { type FoundHousehold, seenOf } from './find-household.ts';
import { householdInHand } from './household-in-hand.ts';

export interface ConfirmOptions {
  scope: Scope;
  householdId: string;
  /** `HouseholdView.seen` of what the officer looked at. */
  seen: string;
}

export type ConfirmedHousehold =
  | { outcome: 'done' }
  /** It is not any more what the officer looked at. */
  | { outcome: 'changed' }
  | { outcome: 'refused'; why: 'ownHousehold' | 'merged' | 'already' }
  | { outcome: 'notFound' };

/** Needs a transaction. */
export function confirmHousehold(deps: Deps, options: ConfirmOptions): Promise<ConfirmedHousehold> {
  return setVerified(deps, options, true);
}

/** It was a mistake, or is not sure any more. Needs a transaction. */
export function unconfirmHousehold(deps: Deps, options: ConfirmOptions): Promise<ConfirmedHousehold> {
  return setVerified(deps, options, false);
}

async function setVerified(deps: Deps, { scope, householdId, seen }: ConfirmOptions, verified: boolean): Promise<ConfirmedHousehold> {
  const found = await householdInHand(deps, { scope, householdId });
  if (found.outcome !== 'inHand') return found;
  const { household } = found;
  if (household.mergedIntoId !== null) return { outcome: 'refused', why: 'merged' };
  if (seenOf(household) !== seen) return { outcome: (await isRepeated(deps, scope, household, verified)) ? 'done' : 'changed' };
  if ((household.verifiedAt !== null) === verified) return { outcome: 'refused', why: 'already' };
  const data = verified ? { verifiedAt: deps.clock.now(), verifiedBy: scope.officerId } : { verifiedAt: null, verifiedBy: null };
  await deps.db.household.update({ where: { id: householdId }, data });
  const action = verified ? 'household.confirm' : 'household.unconfirm';
  await audit(deps, { actor: `officer:${scope.officerId}`, action, subject: `household:${householdId}` });
  return { outcome: 'done' };
}

/** A button that is pressed twice does it once. */
async function isRepeated(
  { db }: Deps,
  { officerId }: Scope,
  { id, verifiedAt, verifiedBy }: FoundHousehold,
  verified: boolean,
): Promise<boolean> {
  if ((verifiedAt !== null) !== verified) return false;
  if (verified) return verifiedBy === officerId;
  const acts = ['household.confirm', 'household.unconfirm'];
  const where = { actor: `officer:${officerId}`, subject: `household:${id}`, action: { in: acts } };
  return (await db.audit.findFirst({ where, orderBy: { seq: 'desc' }, select: { action: true } }))?.action === 'household.unconfirm';
}
