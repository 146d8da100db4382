/** What people wrote and what was answered is kept for a month; that it was, for ever. */
import type { Deps } from '../deps.ts';

const BODY_DAYS = 30;
const AT_ONCE = 5000;

/**
 * Blanks the bodies of messages and updates older than 30 days, in small transactions. Keys, states and times stay, so
 * that an old update cannot be taken anew and the ledger keeps adding up. A message that nobody has fetched in that time
 * expires; an update that still waits is left to its turn.
 * Run by a job, outside of any transaction; returns how many bodies went.
 */
export async function blankOldBodies({ db, clock }: Deps): Promise<number> {
  const before = new Date(clock.now().getTime() - BODY_DAYS * 24 * 60 * 60 * 1000);
  const updates = () => db.$executeRaw`
    UPDATE "Inbox" SET body = NULL WHERE id IN (
      SELECT id FROM "Inbox" WHERE body IS NOT NULL AND state NOT IN ('new', 'fetching') AND "receivedAt" < ${before} LIMIT ${AT_ONCE})`;
  const messages = () => db.$executeRaw`
    UPDATE "Message" SET body = NULL, state = CASE WHEN state IN ('queued', 'leased', 'held') THEN 'expired' ELSE state END WHERE id IN (
      SELECT id FROM "Message" WHERE body IS NOT NULL AND "createdAt" < ${before} LIMIT ${AT_ONCE})`;
  return (await untilNone(updates)) + (await untilNone(messages));
}

async function untilNone(blank: () => Promise<number>): Promise<number> {
  let total = 0;
  for (;;) {
    const count = await blank();
    total += count;
    if (count < AT_ONCE) return total;
  }
}
