/** What was held until somebody writes may go: they have just written. */
import type { RawDeps } from '../deps.ts';
import { type Held, mergeHeld } from './merge-held.ts';

/**
 * Runs in their turn, under the lock of the conversation; two statements however many they are, none when nobody is
 * meant. What has a time of its own (`until`) keeps waiting for that, unless it waits for them as well. Returns the accounts that have
 * something to get.
 *
 * @param busy those of them who speak with an officer: of what we answered they get only what is of that time. The rest the sender keeps back itself
 */
export async function releaseHeld(
  { db, clock }: Pick<RawDeps, 'db' | 'clock'>,
  accountIds: readonly string[],
  busy: readonly string[] = [],
): Promise<Set<string>> {
  if (accountIds.length === 0) return new Set();
  const held = await db.$queryRawUnsafe<Held[]>(heldSql, accountIds, busy);
  const released = mergeHeld(held, clock.now());
  if (released.length === 0) return new Set();
  await db.$executeRawUnsafe(releaseSql, JSON.stringify(released));
  const goes = new Set(released.filter(({ state }) => state === 'queued').map(({ id }) => id));
  return new Set(held.filter(({ id }) => goes.has(id)).map(({ accountId }) => accountId));
}

/** The same for what waits for an officer who writes to somebody by hand: the person has ended that. */
export async function releaseWaiting({ db }: Pick<RawDeps, 'db'>, accountIds: readonly string[]): Promise<Set<string>> {
  if (accountIds.length === 0) return new Set();
  const rows = await db.$queryRawUnsafe<{ accountId: string }[]>(waitingSql, accountIds);
  return new Set(rows.map(({ accountId }) => accountId));
}

/** $1 accounts, $2 those who speak with an officer. Locked before the accounts themselves are written, as the sender does that gives up on one. */
const heldSql = `
SELECT id, "accountId", class::text, body, "partsSent", "expiresAt", "announcementId" FROM "Message"
WHERE "accountId" = ANY($1::uuid[]) AND state = 'held' AND (until IS NULL OR reason = 'window')
  AND (class <> 'reply' OR "expiresAt" IS NOT NULL OR NOT "accountId" = ANY($2::uuid[]))
ORDER BY "accountId", class, seq FOR UPDATE`;

/** $1 what becomes of them as JSON: see merge-held.ts. */
const releaseSql = `
UPDATE "Message" m SET state = r.state, reason = r.reason, until = NULL, body = COALESCE(r.body, m.body),
  "mergedIntoId" = r."mergedIntoId"
FROM jsonb_to_recordset($1::jsonb) AS r(id uuid, state "MessageState", reason text, body jsonb, "mergedIntoId" uuid)
WHERE m.id = r.id`;

/** $1 accounts. See outbox/gate.ts for the reason. */
const waitingSql = `
UPDATE "Message" SET until = NULL, reason = NULL
WHERE "accountId" = ANY($1::uuid[]) AND state = 'queued' AND reason = 'officer' RETURNING "accountId"`;
