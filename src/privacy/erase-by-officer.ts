/** A household that nobody speaks for in chat wants to be forgotten: an officer of its ward does it for them. */
import { audit } from '../db/audit.ts';
import type { Deps } from '../deps.ts';
import { agrees } from '../flow/fold.ts';
import { spacedCode } from '../household/household-code.ts';
import { lockWithMerged } from '../household/merged-into.ts';
import { findHousehold, seenOf } from '../identity/find-household.ts';
import { isOwnHousehold } from '../officer/own-household.ts';
import type { Scope } from '../officer/scope.ts';
import { forgetHousehold } from './forget-household.ts';
import { newestSlip, withdrawSlip } from './slip-consent.ts';

/**
 * - `slipBack`: it gave back the slip on which it had agreed
 * - `asked`: it said so to the officer
 */
export const eraseReasons = ['slipBack', 'asked'] as const;
export type EraseReason = (typeof eraseReasons)[number];

export interface EraseByOfficer {
  scope: Scope;
  householdId: string;
  /** `seenOf` of what the officer looked at. */
  seen: string;
  reason: EraseReason;
  /** Has to be `eraseSentence` of the household. */
  typed: string;
}

export type ErasedByOfficer =
  /** `unitCode`: of its ward; null: this officer has erased it before, and nobody knows any more where it was. */
  | { outcome: 'erased'; unitCode: string | null }
  /** Not there, or not of a ward of theirs. */
  | { outcome: 'notFound' }
  /** It is not as it was looked at. */
  | { outcome: 'changed' }
  /**
   * `hasMembers`: they erase it themselves, in chat · `merged`: it went into another · `noSlip`: it never signed one ·
   * `ownHousehold`: another officer has to do it
   */
  | { outcome: 'refused'; why: 'hasMembers' | 'merged' | 'noSlip' | 'ownHousehold' | 'typedOtherwise' };

/** What whoever erases types, so that nobody does it by a slip of the finger. */
export function eraseSentence(code: string): string {
  return `xóa hồ sơ ${spacedCode(code)}`;
}

/**
 * As if a member had it erased: what was put aside with it goes too, lines of decisions that were issued stay and lead to nobody, and
 * a restore does it again (the act of the audit is that of members). Needs a transaction.
 */
export async function eraseByOfficer(deps: Deps, options: EraseByOfficer): Promise<ErasedByOfficer> {
  const { scope, householdId, seen, reason, typed } = options;
  if (!(await findHousehold(deps, scope, householdId))) return goneBefore(deps, options);
  await lockWithMerged(deps, householdId);
  const household = await findHousehold(deps, scope, householdId);
  if (!household) return goneBefore(deps, options);
  if (!scope.wards.includes(household.area.unitCode)) return { outcome: 'notFound' };
  if (household.mergedInto) return { outcome: 'refused', why: 'merged' };
  if (household.memberships.some(({ to }) => to === null)) return { outcome: 'refused', why: 'hasMembers' };
  if (await isOwnHousehold(deps, scope.officerId, householdId)) return { outcome: 'refused', why: 'ownHousehold' };
  if (seenOf(household) !== seen) return { outcome: 'changed' };
  const slip = await newestSlip(deps, householdId);
  if (reason === 'slipBack' && !slip) return { outcome: 'refused', why: 'noSlip' };
  if (!agrees(typed.replaceAll(/\s/g, ''), eraseSentence(household.code).replaceAll(/\s/g, ''))) {
    return { outcome: 'refused', why: 'typedOtherwise' };
  }
  const actor = `officer:${scope.officerId}`;
  // What remains of the slip is a keyed hash, and that it was taken back.
  if (slip) await withdrawSlip(deps, { householdId, actor, method: slip.method });
  const households = await forgetHousehold(deps, householdId);
  await audit(deps, { actor, action: 'privacy.erase', subject: `household:${householdId}`, detail: { households, reason } });
  return { outcome: 'erased', unitCode: household.area.unitCode };
}

/** A button that is pressed twice erases once. */
async function goneBefore({ db }: Deps, { scope, householdId }: EraseByOfficer): Promise<ErasedByOfficer> {
  const theirs = { actor: `officer:${scope.officerId}`, action: 'privacy.erase', subject: `household:${householdId}` };
  return (await db.audit.count({ where: theirs })) > 0 ? { outcome: 'erased', unitCode: null } : { outcome: 'notFound' };
}
