/** For the web the ledger row is the mailbox: a message is sent once its page has been handed it. */
import type { RawDeps } from '../deps.ts';

/** Everything up to `seq` was written to an open stream or fetched. Idempotent. */
export async function markHanded({ db, clock }: Pick<RawDeps, 'db' | 'clock'>, accountId: string, seq: number): Promise<void> {
  await db.$executeRawUnsafe(handedSql, accountId, seq, clock.now());
}

/** $1 account, $2 up to which line, $3 now. */
const handedSql = `
UPDATE "Message" SET state = 'sent', "sentAt" = $3::timestamptz
WHERE "accountId" = $1::uuid AND seq <= $2::int AND state = 'queued'`;
