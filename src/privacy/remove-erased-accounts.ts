/** The last trace of a chat that was erased: its address. */
import { Prisma } from '../db/client.ts';
import type { Deps } from '../deps.ts';
import { removeAccounts } from './remove-accounts.ts';

/** Long enough for the goodbye to be delivered, short enough to be kept as a promise. */
const GOODBYE_MS = 24 * 60 * 60 * 1000;

/**
 * Removes accounts a day after they were erased. An account that has written again since lives on: it is a new
 * acquaintance. Run by a job; returns how many went.
 */
export async function removeErasedAccounts(deps: Deps): Promise<number> {
  const before = new Date(deps.clock.now().getTime() - GOODBYE_MS);
  return removeAccounts(deps, Prisma.sql`a."erasedAt" < ${before} AND (a."lastInboundAt" IS NULL OR a."lastInboundAt" <= a."erasedAt")`);
}
