/** An officer does not let a household send late that asked for it: it is told why, and nobody waits any more for whoever asked. */
import { audit } from '../db/audit.ts';
import type { Deps } from '../deps.ts';
import { lockToTell } from '../household/lock-to-tell.ts';
import type { Notice, TellHousehold } from '../household/tell-household.ts';
import { householdInHand } from '../identity/household-in-hand.ts';
import type { Scope } from '../officer/scope.ts';
import { DECLINED } from './declined-late.ts';
import { answerCalls, lateCallOf } from './late-calls.ts';

export interface DeclineOptions {
  scope: Scope;
  householdId: string;
  reason: string;
  tell: TellHousehold;
}

export type LateDeclined =
  | { outcome: 'declined'; told: number }
  | { outcome: 'notFound' }
  /** `notAsked`: nobody of the household waits for it. */
  | { outcome: 'refused'; why: 'ownHousehold' | 'notAsked' | 'noReason' };

/** It may be let send all the same, later. Needs a transaction. */
export async function declineLate(deps: Deps, { scope, householdId, reason, tell }: DeclineOptions): Promise<LateDeclined> {
  const found = await householdInHand(deps, { scope, householdId }, lockToTell);
  if (found.outcome !== 'inHand') return found;
  if (!(await lateCallOf(deps, householdId))) return { outcome: 'refused', why: 'notAsked' };
  if (reason === '') return { outcome: 'refused', why: 'noReason' };
  const actor = `officer:${scope.officerId}`;
  const detail = { letters: reason.length };
  await audit(deps, { actor, action: DECLINED, subject: `household:${householdId}`, detail });
  await answerCalls(deps, { actor, householdId });
  return { outcome: 'declined', told: await tell(deps, { householdId, except: null }, declinedNotice(reason)) };
}

function declinedNotice(reason: string): Notice {
  return { text: { key: 'assess.notLate', params: { reason } }, away: { key: 'assess.notLateAway' }, buttons: [] };
}
