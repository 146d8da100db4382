/** An invitation that nobody has taken yet is taken back. */
import { audit } from '../db/audit.ts';
import type { Deps } from '../deps.ts';
import { mayGive } from './duty.ts';
import { actorOf, type Scope } from './scope.ts';

export async function withdrawInvitation(
  deps: Deps,
  { by, invitationId }: { by: Scope; invitationId: string },
): Promise<{ outcome: 'withdrawn' | 'notFound' }> {
  const open = { id: invitationId, kind: 'officer' as const, officerId: null, usedAt: null };
  const found = await deps.db.code.findFirst({ where: open });
  if (!found?.role) return { outcome: 'notFound' };
  const { role, unitCode, areaId, madeBy } = found;
  if (madeBy !== actorOf(by) && !mayGive(by, { role, unitCode, areaId }).may) return { outcome: 'notFound' };
  const { count } = await deps.db.code.deleteMany({ where: open });
  if (count === 0) return { outcome: 'notFound' };
  await audit(deps, { actor: actorOf(by), action: 'officer.withdrawInvitation', subject: `code:${invitationId}` });
  return { outcome: 'withdrawn' };
}
