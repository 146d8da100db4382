/** A call for help has been answered. */
import { audit } from '../db/audit.ts';
import type { Deps } from '../deps.ts';
import type { Scope } from '../officer/scope.ts';
import { helpIn } from './help-in.ts';

/** Any officer of the place may say so, whoever took it. Needs a transaction. */
export async function closeHelp(deps: Deps, { scope, id }: { scope: Scope; id: string }): Promise<{ outcome: 'closed' | 'notFound' }> {
  const { db, clock } = deps;
  const { count } = await db.helpRequest.updateMany({
    where: { AND: [{ id, state: { not: 'closed' } }, helpIn(scope)] },
    data: { state: 'closed', closedAt: clock.now() },
  });
  if (count === 1) {
    await audit(deps, { actor: `officer:${scope.officerId}`, action: 'help.close', subject: `help:${id}` });
    return { outcome: 'closed' };
  }
  // Pressed twice, or by two.
  const closed = await db.helpRequest.count({ where: { AND: [{ id }, helpIn(scope)] } });
  return { outcome: closed === 1 ? 'closed' : 'notFound' };
}
