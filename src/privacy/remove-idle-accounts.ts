/** Visitors of the web chat who looked in once, agreed to nothing and cannot come back. */
import { Prisma } from '../db/client.ts';
import type { Deps } from '../deps.ts';
import { SILENT_DAYS } from './empty-silent-sessions.ts';
import { removeAccounts } from './remove-accounts.ts';

/**
 * Removes web accounts that have been silent for 30 days, have no household and no consent, wait for nobody's help, and
 * to which no browser leads any more. Run by a job; returns how many went.
 */
export async function removeIdleAccounts(deps: Deps): Promise<number> {
  const now = deps.clock.now();
  const before = new Date(now.getTime() - SILENT_DAYS * 24 * 60 * 60 * 1000);
  return removeAccounts(
    deps,
    Prisma.sql`a."createdAt" < ${before} AND (a."lastInboundAt" IS NULL OR a."lastInboundAt" < ${before})
        AND EXISTS (SELECT 1 FROM "ChannelAccount" c WHERE c.id = a."channelAccountId" AND c.channel = 'web')
        AND NOT EXISTS (SELECT 1 FROM "Consent" c WHERE c."accountId" = a.id)
        AND NOT EXISTS (SELECT 1 FROM "WebSession" s WHERE s."accountId" = a.id AND s."expiresAt" > ${now})
        AND NOT EXISTS (SELECT 1 FROM "HelpRequest" h WHERE h."accountId" = a.id AND h.state <> 'closed')`,
  );
}
