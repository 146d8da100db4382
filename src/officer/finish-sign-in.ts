/** The page of a PC asks whether its code was approved. */
import { audit } from '../db/audit.ts';
import type { Deps } from '../deps.ts';
import { officerOf } from './officer-of.ts';
import { freshenSession, hashOfToken, openSession } from './sessions.ts';

type Finished =
  /** `token`: for the cookie of a browser that is in now. */
  | { outcome: 'in'; token: string }
  /** It was in already, and may now decide and export for some minutes. */
  | { outcome: 'fresh' }
  | { outcome: 'waiting' }
  /** An officer said in chat that it is not theirs. */
  | { outcome: 'refused' }
  /** Nobody approved in time, it was finished already, or it is another browser's. */
  | { outcome: 'over' };

/** Of two at once, one is let in. */
export async function finishSignIn(deps: Deps, { browserToken, signInId }: { browserToken: string; signInId: string }): Promise<Finished> {
  const { db, clock } = deps;
  const now = clock.now();
  const found = await db.signIn.findFirst({
    where: { id: signInId, browserHash: hashOfToken(browserToken), expiresAt: { gt: now } },
  });
  if (!found) return { outcome: 'over' };
  if (found.usedAt !== null) return { outcome: found.approvedAt === null ? 'refused' : 'over' };
  const { id, approvedBy: officerId, accountId, sessionHash } = found;
  if (officerId === null || accountId === null) return { outcome: 'waiting' };
  const { count } = await db.signIn.updateMany({ where: { id, usedAt: null }, data: { usedAt: now } });
  const officer = await officerOf(deps, accountId);
  if (count === 0 || officer?.officerId !== officerId) return { outcome: 'over' };
  await audit(deps, {
    actor: `officer:${officerId}`,
    action: 'console.in',
    subject: `signIn:${id}`,
    detail: { fresh: sessionHash !== null },
  });
  if (sessionHash === null) return { outcome: 'in', token: await openSession(deps, { officerId, accountId }) };
  await freshenSession(deps, sessionHash);
  return { outcome: 'fresh' };
}
