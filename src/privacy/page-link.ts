/**
 * One-time links: they open a page of one's own data in a browser that has no conversation, for people who talk with us in
 * another app. Ten minutes, once, for the account that they were made for.
 */
import { randomBytes } from 'node:crypto';
import { audit } from '../db/audit.ts';
import type { Deps } from '../deps.ts';
import { hashSecretCode } from '../household/household-code.ts';

export const LINK_MINUTES = 10;

/** Nobody types it: long enough that nobody guesses it either. */
const BYTES = 18;

/** Pages, or parts of them, that a link may open. */
const pages = /^\/(?:me\/data(?:#[a-z]+)?|me\/card|evidence)$/;

/** Where the link of a code is. */
export function linkPath(code: string): string {
  return `/o/${code}`;
}

/** Makes a code for a page, kept only as a keyed hash; earlier ones go on working until their time is over. */
export async function makePageCode(
  deps: Deps,
  { accountId, target, secret }: { accountId: string; target: string; secret: Uint8Array },
): Promise<string> {
  if (!pages.test(target)) throw new Error(`No one-time link leads to ${target}`);
  const createdAt = deps.clock.now();
  const expiresAt = new Date(createdAt.getTime() + LINK_MINUTES * 60_000);
  const code = randomBytes(BYTES).toString('base64url');
  const id = deps.ids.next();
  await deps.db.code.create({ data: { id, kind: 'page', hash: hashSecretCode(secret, code), accountId, target, createdAt, expiresAt } });
  await audit(deps, { actor: `account:${accountId}`, action: 'page.link.make', subject: `code:${id}` });
  return code;
}

/** The language of whom a fresh, unused code was made for, or null. Looking uses nothing up. */
export async function languageOfPageCode(
  { db, clock }: Deps,
  { code, secret }: { code: string; secret: Uint8Array },
): Promise<string | null> {
  const found = await db.code.findFirst({
    where: { kind: 'page', hash: hashSecretCode(secret, code), usedAt: null, expiresAt: { gt: clock.now() } },
    select: { account: { select: { language: true } } },
  });
  return found?.account?.language ?? null;
}

/** Uses a code up: whom it was made for, and the page. Null for anything but a fresh, unused one; of two at once, one gets it. */
export async function usePageCode(
  deps: Deps,
  { code, secret }: { code: string; secret: Uint8Array },
): Promise<{ accountId: string; target: string } | null> {
  const now = deps.clock.now();
  const [used] = await deps.db.$queryRaw<{ id: string; accountId: string; target: string }[]>`
    UPDATE "Code" SET "usedAt" = ${now}, "usedBy" = "accountId"
    WHERE kind = 'page' AND hash = ${hashSecretCode(secret, code)} AND "usedAt" IS NULL AND "expiresAt" > ${now}
      AND "accountId" IS NOT NULL AND target IS NOT NULL
    RETURNING id, "accountId", target`;
  if (!used) return null;
  const { id, accountId, target } = used;
  await audit(deps, { actor: `account:${accountId}`, action: 'page.link.claim', subject: `code:${id}` });
  return { accountId, target };
}
