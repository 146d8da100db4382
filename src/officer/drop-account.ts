/** A chat speaks for an officer no longer: a lost phone, or one that was given away. */
import { audit } from '../db/audit.ts';
import type { Deps } from '../deps.ts';
import { mayGive } from './duty.ts';
import { actorOf, type Scope } from './scope.ts';
import { endSessionsOf } from './sessions.ts';

type Dropped =
  | { outcome: 'dropped'; officerId: string }
  /** None that speaks for anybody now, or not theirs to drop. */
  | { outcome: 'notFound' };

/**
 * One's own, or one of somebody whose every duty the dropping one may take away: nobody shuts out an officer above them. The
 * browsers that this chat let in are out, too.
 */
export async function dropAccount(deps: Deps, { by, officerAccountId }: { by: Scope; officerAccountId: string }): Promise<Dropped> {
  const { db, clock } = deps;
  const held = await db.officerAccount.findFirst({ where: { id: officerAccountId, to: null } });
  if (!held || !(await mayDrop(deps, by, held.officerId))) return { outcome: 'notFound' };
  const { officerId, accountId } = held;
  const { count } = await db.officerAccount.updateMany({ where: { id: officerAccountId, to: null }, data: { to: clock.now() } });
  if (count === 0) return { outcome: 'notFound' };
  await endSessionsOf(deps, { officerId, accountId });
  await db.code.deleteMany({ where: { kind: 'console', accountId, usedAt: null } });
  await audit(deps, {
    actor: actorOf(by),
    action: 'officer.dropAccount',
    subject: `officer:${officerId}`,
    detail: { officerAccount: officerAccountId },
  });
  return { outcome: 'dropped', officerId };
}

async function mayDrop({ db, clock }: Deps, by: Scope, officerId: string): Promise<boolean> {
  if (by.officerId === officerId) return true;
  const now = clock.now();
  const grants = await db.grant.findMany({ where: { officerId, from: { lte: now }, OR: [{ to: null }, { to: { gt: now } }] } });
  return grants.length > 0 && grants.every((grant) => mayGive(by, grant).may);
}
