/** The way from a chat to the console on the same phone: a link that opens it once. Only its keyed hash is kept. */
import { randomBytes } from 'node:crypto';
import { audit } from '../db/audit.ts';
import type { Deps } from '../deps.ts';
import { hashSecretCode } from '../household/household-code.ts';
import { officerOf } from './officer-of.ts';
import { openSession } from './sessions.ts';

export const CONSOLE_LINK_MINUTES = 5;

/** Nobody types it: long enough that nobody guesses it either. */
const BYTES = 18;

/** Where a link may lead once somebody is in. Each page looks itself whom it is for. */
export const linkPlaces = ['notSent', 'toRemind', 'counts'] as const;
export type LinkPlace = (typeof linkPlaces)[number];

type ConsoleLink = { outcome: 'link'; path: string; until: Date } | { outcome: 'notOfficer' };

export interface LinkAsked {
  accountId: string;
  secret: Uint8Array;
  /** Null: to where one begins. */
  to?: LinkPlace | null;
}

export async function makeConsoleLink(deps: Deps, { accountId, secret, to = null }: LinkAsked): Promise<ConsoleLink> {
  const officer = await officerOf(deps, accountId);
  if (!officer) return { outcome: 'notOfficer' };
  const { officerId } = officer;
  const createdAt = deps.clock.now();
  const expiresAt = new Date(createdAt.getTime() + CONSOLE_LINK_MINUTES * 60_000);
  const code = randomBytes(BYTES).toString('base64url');
  const id = deps.ids.next();
  await deps.db.code.create({
    data: { id, kind: 'console', hash: hashSecretCode(secret, code), accountId, officerId, createdAt, expiresAt },
  });
  await audit(deps, { actor: `officer:${officerId}`, action: 'console.link.make', subject: `code:${id}` });
  return { outcome: 'link', path: `/console/in/${code}${to === null ? '' : `?to=${to}`}`, until: expiresAt };
}

/** Whether a link still opens the console. Looking uses nothing up. */
export async function consoleLinkWaits(
  { db, clock }: Pick<Deps, 'db' | 'clock'>,
  { code, secret }: { code: string; secret: Uint8Array },
): Promise<boolean> {
  const found = await db.code.findFirst({
    where: { kind: 'console', hash: hashSecretCode(secret, code), usedAt: null, expiresAt: { gt: clock.now() } },
    select: { id: true },
  });
  return found !== null;
}

/**
 * Uses a link up. Returns the token for the browser's cookie; null for anything but a fresh, unused one of somebody who still
 * holds a duty in that chat. Of two at once, one gets it.
 */
export async function useConsoleLink(
  deps: Deps,
  { code, secret }: { code: string; secret: Uint8Array },
): Promise<{ token: string } | null> {
  const now = deps.clock.now();
  const [used] = await deps.db.$queryRaw<{ id: string; accountId: string; officerId: string }[]>`
    UPDATE "Code" SET "usedAt" = ${now}, "usedBy" = "accountId"
    WHERE kind = 'console' AND hash = ${hashSecretCode(secret, code)} AND "usedAt" IS NULL AND "expiresAt" > ${now}
      AND "accountId" IS NOT NULL AND "officerId" IS NOT NULL
    RETURNING id, "accountId", "officerId"`;
  if (!used) return null;
  const { id, accountId, officerId } = used;
  const officer = await officerOf(deps, accountId);
  if (officer?.officerId !== officerId) return null;
  await audit(deps, { actor: `officer:${officerId}`, action: 'console.link.use', subject: `code:${id}` });
  return { token: await openSession(deps, { officerId, accountId }) };
}
