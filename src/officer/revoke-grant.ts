/** A duty is taken away, or laid down: from that moment nothing of it may be seen any more. */
import { audit } from '../db/audit.ts';
import type { Deps } from '../deps.ts';
import { mayGive } from './duty.ts';
import { actorOf, type Scope, scopeOf } from './scope.ts';
import { endSessionsOf } from './sessions.ts';

type Revoked =
  /** `last`: they hold no duty any more, and their browsers are out. */
  | { outcome: 'revoked'; officerId: string; last: boolean }
  /** None that holds, or none that the revoking one may take away. */
  | { outcome: 'notFound' };

/** Who may give a duty may take it away, whoever gave it; and one's own may be laid down. */
export async function revokeGrant(deps: Deps, { by, grantId }: { by: Scope; grantId: string }): Promise<Revoked> {
  const { db, clock } = deps;
  const now = clock.now();
  const grant = await db.grant.findFirst({ where: { id: grantId, to: null } });
  if (!grant) return { outcome: 'notFound' };
  const { officerId, role, unitCode, areaId } = grant;
  if (officerId !== by.officerId && !mayGive(by, { role, unitCode, areaId }).may) return { outcome: 'notFound' };
  const { count } = await db.grant.updateMany({ where: { id: grantId, to: null }, data: { to: now, revokedBy: actorOf(by) } });
  if (count === 0) return { outcome: 'notFound' };
  const last = (await scopeOf(deps, officerId)) === null;
  if (last) {
    await endSessionsOf(deps, { officerId });
    await db.code.deleteMany({ where: { kind: { in: ['officer', 'console'] }, officerId, usedAt: null } });
  }
  await audit(deps, { actor: actorOf(by), action: 'officer.revoke', subject: `officer:${officerId}`, detail: { grant: grantId, last } });
  return { outcome: 'revoked', officerId, last };
}
