/** Somebody has blocked us on their app, or lets us write again. */
import type { Deps } from '../deps.ts';

/** What still waits for somebody who has blocked us ends here; nothing is sent to them until they let us. */
export async function changeReach({ db, clock }: Deps, { accountId, reachable }: { accountId: string; reachable: boolean }): Promise<void> {
  await db.account.update({ where: { id: accountId }, data: { blockedAt: reachable ? null : clock.now() } });
  if (reachable) return;
  await db.message.updateMany({
    where: { accountId, state: { in: ['queued', 'held'] } },
    data: { state: 'failed', reason: 'blocked', until: null },
  });
}
