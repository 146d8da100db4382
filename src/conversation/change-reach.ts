/** Somebody has blocked us on their app, or lets us write again. */
import type { Deps } from '../deps.ts';
import { endWaiting } from './end-waiting.ts';

export interface Reach {
  accountId: string;
  reachable: boolean;
  /** When it happened. */
  at: Date;
}

/**
 * Nothing is sent to who has blocked us until they let us; that ends with the turn of whatever they do next (turn-sql.ts). News
 * that comes late changes nothing: they have written, or blocked us again, since.
 */
export async function changeReach({ db }: Pick<Deps, 'db'>, { accountId, reachable, at }: Reach): Promise<void> {
  if (reachable) return;
  const { lastInboundAt, blockedAt } = await db.account.findUniqueOrThrow({
    where: { id: accountId },
    select: { lastInboundAt: true, blockedAt: true },
  });
  if (isBefore(at, lastInboundAt)) return;
  await endWaiting(db, { accountId, reason: 'blocked' });
  if (!isBefore(at, blockedAt)) await db.account.update({ where: { id: accountId }, data: { blockedAt: at } });
}

function isBefore(at: Date, other: Date | null): boolean {
  return other !== null && at < other;
}
