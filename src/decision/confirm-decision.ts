import type { Deps } from '../deps.ts';
import type { TellOfficer } from '../household/tell-household.ts';
import type { Scope } from '../officer/scope.ts';
import { candidatesOf, seenOfList } from './candidates.ts';
import { type Confirmed, enterDecision, enteredBefore, isComplete, isOneOnItsWay, type Signed } from './enter-decision.ts';
import { type DecisionGround, groundOfWard, lockWard } from './ground.ts';
import { judgedNow } from './kept-ground.ts';
import { type WrongDay, wrongDay } from './signed-day.ts';
import { blocksOf, outcomesOf } from './standing-of-ward.ts';
import { typedIt } from './typed.ts';

export interface ConfirmOptions {
  scope: Scope;
  unitCode: string;
  signed: Signed;
  /** `WardStanding.seen` of what the officer looked at. */
  seen: string;
  typed: string;
  /** The other officers of the ward. */
  tell: TellOfficer;
}

/**
 * - `incomplete`: number, date, signer or title is missing
 * - `dateAhead`, `dateEarly`: see signed-day.ts
 * - `onItsWay`: another one of the ward and season is confirmed and has not begun
 * - `blocked`: see standing-of-ward.ts · `nobody`: nobody is proposed
 * - `changed`: the list is not the one that was looked at · `typedOtherwise`: not the sentence of this list
 */
export type NotConfirmed =
  | { outcome: 'notFound' }
  | { outcome: 'refused'; why: 'incomplete' | WrongDay | 'onItsWay' | 'blocked' | 'nobody' | 'changed' | 'typedOtherwise' };

/**
 * Whoever sends something just now is waited for, and is seen in the list; who sends after that finds that it is on it
 * (assessment/listed.ts). The lock is the one that its lines take anyway.
 */
async function holdCandidates(deps: Deps, ground: DecisionGround): Promise<void> {
  const ids = (await candidatesOf(deps, ground)).map(({ householdId }) => householdId);
  await deps.db.$queryRaw`SELECT 1 FROM "Household" WHERE id = ANY(${ids}::uuid[]) ORDER BY id FOR KEY SHARE`;
}

/**
 * Recognises those who are proposed, by what the UBND decided: the list is fixed now, and takes effect in ten minutes, or once a
 * second officer has confirmed it. Needs a transaction.
 */
export async function confirmDecision(deps: Deps, options: ConfirmOptions): Promise<Confirmed | NotConfirmed> {
  const { scope, unitCode, signed, seen, typed, tell } = options;
  if (!scope.wards.includes(unitCode)) return { outcome: 'notFound' };
  await lockWard(deps, unitCode);
  const ground = await groundOfWard(deps, { scope, unitCode });
  if (!ground) return { outcome: 'notFound' };
  if (!isComplete(signed)) return { outcome: 'refused', why: 'incomplete' };
  const wrong = await wrongDay(deps, { date: signed.date, seasonId: ground.seasonId });
  if (wrong) return { outcome: 'refused', why: wrong };
  const before = await enteredBefore(deps, ground, { scope, signed, reason: null, corrects: [] });
  if (before && typedIt(typed, 'recognition', before.households)) return before;
  if (await isOneOnItsWay(deps, ground)) return { outcome: 'refused', why: 'onItsWay' };
  await holdCandidates(deps, ground);
  const candidates = await candidatesOf(deps, ground);
  if (blocksOf(ground, await outcomesOf(deps, ground), candidates).length > 0) return { outcome: 'refused', why: 'blocked' };
  if (candidates.length === 0) return { outcome: 'refused', why: 'nobody' };
  if (seenOfList(candidates) !== seen) return { outcome: 'refused', why: 'changed' };
  if (!typedIt(typed, 'recognition', candidates.length)) return { outcome: 'refused', why: 'typedOtherwise' };
  const lines = candidates.map(({ mayBePosted: _, ...one }) => ({ ...one, outcome: 'recognised' as const, correctsId: null }));
  const { seasonId } = ground;
  const judged = await judgedNow(deps, seasonId);
  return enterDecision(deps, { scope, kind: 'recognition', unitCode, seasonId, signed, judged, reason: null, lines, tell });
}
