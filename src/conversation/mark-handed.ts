/** For the web the ledger row is the mailbox: a message is sent once its page has been handed it. */
import type { RawDeps } from '../deps.ts';
import { waitsTrulySql } from '../reminder/still-holds.ts';

/** Everything up to `seq` was written to an open stream or fetched, but for reminders of what is done by now: nobody was shown them. Idempotent. */
export async function markHanded({ db, clock }: Pick<RawDeps, 'db' | 'clock'>, accountId: string, seq: number): Promise<void> {
  await db.$executeRawUnsafe(handedSql, accountId, seq, clock.now());
}

/** $1 account, $2 up to which line, $3 now. */
const handedSql = `
UPDATE "Message" m SET "sentAt" = CASE WHEN shown THEN $3::timestamptz END, state = CASE WHEN shown THEN 'sent' ELSE 'cancelled' END::"MessageState"
FROM (
  SELECT m.id, m.class <> 'reminder' OR ${waitsTrulySql('$3::timestamptz')} AS shown FROM "Message" m
  WHERE m."accountId" = $1::uuid AND m.seq <= $2::int AND m.state = 'queued') waiting
WHERE m.id = waiting.id AND m.state = 'queued'`;
