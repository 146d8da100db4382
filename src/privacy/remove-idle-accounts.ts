/** People who looked in once, belong to no household and have not been heard of since. */
import { Prisma } from '../db/client.ts';
import type { Deps } from '../deps.ts';
import { SILENT_DAYS } from './empty-silent-sessions.ts';
import { removeAccounts } from './remove-accounts.ts';

/** Of somebody who agreed or refused, and never came to a household. */
export const SILENT_DAYS_WITH_CONSENT = 365;
const DAY = 24 * 60 * 60 * 1000;

/**
 * Removes accounts in no household that have been silent for 30 days (a year, if they were ever asked for a consent: its
 * proof stays as a keyed hash), wait for nobody's help, speak for no officer who holds a duty, and to which no browser leads any more. On a channel where people
 * keep their chat for ever they are a new acquaintance when they write again. Run by a job; returns how many went.
 */
export async function removeIdleAccounts(deps: Deps): Promise<number> {
  const now = deps.clock.now();
  const silentSince = (days: number) => {
    const before = new Date(now.getTime() - days * DAY);
    return Prisma.sql`(a."createdAt" < ${before} AND (a."lastInboundAt" IS NULL OR a."lastInboundAt" < ${before}))`;
  };
  return removeAccounts(
    deps,
    Prisma.sql`${silentSince(SILENT_DAYS)}
        AND (${silentSince(SILENT_DAYS_WITH_CONSENT)} OR NOT EXISTS (SELECT 1 FROM "Consent" c WHERE c."accountId" = a.id))
        AND NOT EXISTS (SELECT 1 FROM "WebSession" s WHERE s."accountId" = a.id AND s."expiresAt" > ${now})
        AND NOT EXISTS (SELECT 1 FROM "HelpRequest" h WHERE h."accountId" = a.id AND h.state <> 'closed')
        AND NOT EXISTS (SELECT 1 FROM "OfficerAccount" o JOIN "Grant" g ON g."officerId" = o."officerId"
          WHERE o."accountId" = a.id AND o."to" IS NULL AND (g."to" IS NULL OR g."to" > ${now}))`,
  );
}
