import { audit } from '../db/audit.ts';
import type { Deps } from '../deps.ts';
import type { TellOfficer } from '../household/tell-household.ts';
import type { Scope } from '../officer/scope.ts';
import { decisionInHand } from './decision-in-hand.ts';
import { tellWard } from './tell-ward.ts';

export type Stopped =
  | { outcome: 'stopped' }
  | { outcome: 'notFound' }
  /** It has taken effect: only a correction changes it now. */
  | { outcome: 'tooLate' };

export interface StopOptions {
  scope: Scope;
  decisionId: string;
  /** In their own words; empty: whoever stops something in a hurry need not say. */
  reason: string;
  /** The other officers of the ward: who confirmed it, the second one, and whoever else may act on it. */
  tell: TellOfficer;
}

/** Before it begins, anybody of the ward may stop a decision, also one that waits for a second officer. Needs a transaction. */
export async function stopDecision(deps: Deps, { scope, decisionId, reason, tell }: StopOptions): Promise<Stopped> {
  const decision = await decisionInHand(deps, { scope, decisionId });
  if (!decision) return { outcome: 'notFound' };
  if (decision.state === 'issued') return { outcome: 'tooLate' };
  if (decision.state === 'stopped') return { outcome: 'stopped' };
  const { officerId } = scope;
  const stopped = { stoppedBy: officerId, stoppedAt: deps.clock.now(), stopReason: reason.trim() || null };
  await deps.db.decision.update({ where: { id: decisionId }, data: { state: 'stopped', ...stopped } });
  await audit(deps, { actor: `officer:${officerId}`, action: 'decision.stop', subject: `decision:${decisionId}` });
  const { unitCode, kind, number } = decision;
  const households = await deps.db.decisionLine.count({ where: { decisionId } });
  await tellWard(deps, { news: 'stopped', unitCode, kind, number, households, reason: stopped.stopReason, officerId }, tell);
  return { outcome: 'stopped' };
}
