/** An officer says in chat that the PC whose code they were asked about is not theirs. */
import { audit } from '../db/audit.ts';
import type { Deps } from '../deps.ts';
import { type AskedToApprove, waitingSignIn } from './approve-sign-in.ts';

export type SignInRefused = { outcome: 'refused' | 'notOfficer' | 'invalid' | 'tooMany' };

/** Nobody can approve that code any more, and the page that shows it says so (finish-sign-in.ts). */
export async function refuseSignIn(deps: Deps, asked: AskedToApprove): Promise<SignInRefused> {
  const found = await waitingSignIn(deps, asked);
  if (found.outcome !== 'found') return found;
  const { id, officerId, fresh } = found;
  const { count } = await deps.db.signIn.updateMany({
    where: { id, approvedAt: null, usedAt: null },
    data: { usedAt: deps.clock.now() },
  });
  if (count === 0) return { outcome: 'invalid' };
  await audit(deps, { actor: `officer:${officerId}`, action: 'console.refuse', subject: `signIn:${id}`, detail: { fresh } });
  return { outcome: 'refused' };
}
