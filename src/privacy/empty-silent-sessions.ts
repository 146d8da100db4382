/** A conversation that was broken off before registering remembers a name, a number, counts: not for ever. */
import type { Deps } from '../deps.ts';

export const SILENT_DAYS = 30;

/** No vars, nothing asked. Numbers of questions and requests go on, so that old buttons stay old. */
const emptied = JSON.stringify({ vars: {}, stack: [], offered: null, pending: null });

/**
 * Empties what conversations remember of somebody who belongs to no household and has been silent for 30 days. Only the
 * conversation's own row says how long: a turn that is just being taken changes it under the lock that this waits for.
 * Run by a job; returns how many were emptied.
 */
export async function emptySilentSessions({ db, clock }: Deps): Promise<number> {
  const before = new Date(clock.now().getTime() - SILENT_DAYS * 24 * 60 * 60 * 1000);
  return db.$executeRaw`
    UPDATE "Conversation" c SET session = session || ${emptied}::jsonb
    WHERE c."updatedAt" < ${before} AND (c.session -> 'vars' <> '{}'::jsonb OR c.session -> 'stack' <> '[]'::jsonb)
      AND NOT EXISTS (SELECT 1 FROM "Membership" m WHERE m."accountId" = c."accountId" AND m."to" IS NULL)`;
}
