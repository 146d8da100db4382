import { audit } from '../db/audit.ts';
import type { Deps } from '../deps.ts';
import type { TellOfficer } from '../household/tell-household.ts';
import type { Scope } from '../officer/scope.ts';
import { decisionInHand } from './decision-in-hand.ts';
import { startOf } from './enter-decision.ts';
import { groundOfWard } from './ground.ts';
import { blocksOf, outcomesOf } from './standing-of-ward.ts';
import { tellWard } from './tell-ward.ts';
import { typedIt } from './typed.ts';

export type ConfirmedAsSecond =
  | { outcome: 'confirmed'; startsAt: Date }
  | { outcome: 'notFound' }
  /** `samePerson`: it takes another officer · `notWaiting`: it is not waited for any more · the others as in confirm-decision.ts */
  | { outcome: 'refused'; why: 'samePerson' | 'notWaiting' | 'blocked' | 'typedOtherwise' };

export interface SecondOptions {
  scope: Scope;
  decisionId: string;
  typed: string;
  /** The other officers of the ward. */
  tell: TellOfficer;
}

/** A second officer of the ward confirms, by typing the same; the ten minutes begin. Needs a transaction. */
export async function confirmAsSecond(deps: Deps, { scope, decisionId, typed, tell }: SecondOptions): Promise<ConfirmedAsSecond> {
  const decision = await decisionInHand(deps, { scope, decisionId });
  if (!decision) return { outcome: 'notFound' };
  const { kind, unitCode, state, confirmedBy, secondBy, startsAt } = decision;
  // Pressed twice.
  if (state === 'planned' && secondBy === scope.officerId && startsAt) return { outcome: 'confirmed', startsAt };
  if (state !== 'awaitingSecond') return { outcome: 'refused', why: 'notWaiting' };
  if (confirmedBy === scope.officerId) return { outcome: 'refused', why: 'samePerson' };
  const ground = await groundOfWard(deps, { scope, unitCode });
  if (!ground) return { outcome: 'notFound' };
  // Somebody may have objected since the first one confirmed.
  const isBlocked = kind === 'recognition' && blocksOf(ground, await outcomesOf(deps, ground)).length > 0;
  if (isBlocked || (kind === 'recognition' && ground.seasonId !== decision.seasonId)) return { outcome: 'refused', why: 'blocked' };
  const households = await deps.db.decisionLine.count({ where: { decisionId } });
  if (!typedIt(typed, kind, households)) return { outcome: 'refused', why: 'typedOtherwise' };
  const secondAt = deps.clock.now();
  const begins = startOf(secondAt);
  await deps.db.decision.update({
    where: { id: decisionId },
    data: { state: 'planned', secondBy: scope.officerId, secondAt, startsAt: begins },
  });
  await audit(deps, {
    actor: `officer:${scope.officerId}`,
    action: 'decision.second',
    subject: `decision:${decisionId}`,
    detail: { households },
  });
  const { officerId } = scope;
  await tellWard(deps, { news: 'confirmed', unitCode, kind, number: decision.number, households, startsAt: begins, officerId }, tell);
  return { outcome: 'confirmed', startsAt: begins };
}
