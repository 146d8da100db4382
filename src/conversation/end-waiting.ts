/** Somebody cannot be written to any more. */
import type { Db } from '../db/client.ts';

/**
 * What waits for them ends, for it could never be delivered; but what concerns their own file is held until they write again.
 * Messages first, then the account: as in a turn, so that nobody waits for each other.
 *
 * @param reason of what ends
 */
export async function endWaiting(db: Db, { accountId, reason }: { accountId: string; reason: 'blocked' | 'gone' }): Promise<void> {
  const waiting = { accountId, state: { in: ['queued' as const, 'held' as const] } };
  await db.message.updateMany({
    where: { ...waiting, class: 'fileNotice' },
    data: { state: 'held', reason: 'gone', until: null },
  });
  await db.message.updateMany({
    where: { ...waiting, class: { not: 'fileNotice' } },
    data: { state: 'failed', reason, until: null },
  });
}
