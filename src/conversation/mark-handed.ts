/** For the web the ledger row is the mailbox: a message is sent once its page has been handed it. */
import type { Deps } from '../deps.ts';

/** Everything up to `seq` was written to an open stream or fetched. Idempotent. */
export async function markHanded(deps: Deps, accountId: string, seq: number): Promise<void> {
  await deps.db.message.updateMany({
    where: { accountId, seq: { lte: seq }, state: 'queued' },
    data: { state: 'sent', sentAt: deps.clock.now() },
  });
}
