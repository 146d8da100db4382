/** An officer answers a call for help, so that no other one does at the same time. */
import { audit } from '../db/audit.ts';
import type { Deps } from '../deps.ts';
import type { Scope } from '../officer/scope.ts';
import { helpIn } from './help-in.ts';

export type HelpTaken =
  | { outcome: 'taken' }
  /** Somebody was quicker, or it is over. */
  | { outcome: 'changed'; state: 'taken' | 'closed'; at: Date | null; name: string | null }
  | { outcome: 'notFound' };

/** Needs a transaction. */
export async function takeHelp(deps: Deps, { scope, id }: { scope: Scope; id: string }): Promise<HelpTaken> {
  const { db, clock } = deps;
  const { officerId } = scope;
  const { count } = await db.helpRequest.updateMany({
    where: { AND: [{ id, state: 'open' }, helpIn(scope)] },
    data: { state: 'taken', takenAt: clock.now(), takenBy: officerId },
  });
  if (count === 1) {
    await audit(deps, { actor: `officer:${officerId}`, action: 'help.take', subject: `help:${id}` });
    return { outcome: 'taken' };
  }
  const found = await db.helpRequest.findFirst({ where: { AND: [{ id }, helpIn(scope)] } });
  if (!found) return { outcome: 'notFound' };
  // Pressed twice.
  if (found.state === 'taken' && found.takenBy === officerId) return { outcome: 'taken' };
  const by = found.takenBy && (await db.officer.findUnique({ where: { id: found.takenBy }, select: { name: true } }));
  if (found.state === 'closed') return { outcome: 'changed', state: 'closed', at: found.closedAt, name: by ? by.name : null };
  return { outcome: 'changed', state: 'taken', at: found.takenAt, name: by ? by.name : null };
}
