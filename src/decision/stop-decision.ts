import { audit } from '../db/audit.ts';
import type { Deps } from '../deps.ts';
import type { Scope } from '../officer/scope.ts';
import { decisionInHand } from './decision-in-hand.ts';

export type Stopped =
  | { outcome: 'stopped' }
  | { outcome: 'notFound' }
  /** It has taken effect: only a correction changes it now. */
  | { outcome: 'tooLate' };

/** Before it begins, anybody of the ward may stop a decision, also one that waits for a second officer. Needs a transaction. */
export async function stopDecision(deps: Deps, { scope, decisionId }: { scope: Scope; decisionId: string }): Promise<Stopped> {
  const decision = await decisionInHand(deps, { scope, decisionId });
  if (!decision) return { outcome: 'notFound' };
  if (decision.state === 'issued') return { outcome: 'tooLate' };
  if (decision.state === 'stopped') return { outcome: 'stopped' };
  const stoppedAt = deps.clock.now();
  await deps.db.decision.update({ where: { id: decisionId }, data: { state: 'stopped', stoppedBy: scope.officerId, stoppedAt } });
  await audit(deps, { actor: `officer:${scope.officerId}`, action: 'decision.stop', subject: `decision:${decisionId}` });
  return { outcome: 'stopped' };
}
