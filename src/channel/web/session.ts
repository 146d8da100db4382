/** Browsers that may speak for a web account, or only look at the pages of any account. The token lives in the browser's cookie; here only its hash. */
import { createHash, randomBytes } from 'node:crypto';
import type { Deps } from '../../deps.ts';

/** Counted anew from the last visit. */
export const SESSION_DAYS = 180;
const DAY = 86_400_000;
/** Of a browser that came by a one-time link. */
export const PAGES_MINUTES = 15;

/** Who is asking: the account behind a browser. */
export interface Visitor {
  accountId: string;
  /** Account.externalId, which updates name as their chat. */
  chatKey: string;
  language: string;
  /** Came by a one-time link: has no conversation in this browser. */
  pagesOnly: boolean;
}

export function hashOf(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}

/** Lets a browser speak for an account. Returns the token for its cookie. */
export async function grantSession({ db, clock }: Deps, accountId: string): Promise<string> {
  const token = randomBytes(32).toString('base64url');
  const now = clock.now();
  await db.webSession.create({
    data: { tokenHash: hashOf(token), accountId, createdAt: now, lastSeenAt: now, expiresAt: expiry(now) },
  });
  return token;
}

/** Lets a browser look at an account's own pages for a quarter of an hour. Returns the token for its cookie. */
export async function grantPages({ db, clock }: Deps, accountId: string): Promise<string> {
  const token = randomBytes(32).toString('base64url');
  const now = clock.now();
  const expiresAt = new Date(now.getTime() + PAGES_MINUTES * 60_000);
  await db.webSession.create({
    data: { tokenHash: hashOf(token), accountId, createdAt: now, lastSeenAt: now, expiresAt, pagesOnly: true },
  });
  return token;
}

/**
 * The visitor whom a token stands for, or null: one that only opens pages stands for nobody here. `renewed` says that its
 * expiry moved and the cookie should too; that is written at most once a day.
 */
export async function findVisitor(deps: Deps, token: string): Promise<(Visitor & { renewed: boolean }) | null> {
  const session = await standing(deps, token, false);
  if (!session) return null;
  const now = deps.clock.now();
  const renewed = now.getTime() - session.lastSeenAt.getTime() >= DAY;
  if (renewed) {
    const { tokenHash } = session;
    await deps.db.webSession.updateMany({ where: { tokenHash }, data: { lastSeenAt: now, expiresAt: expiry(now) } });
  }
  return { ...session.visitor, renewed };
}

/** Who came by a one-time link and may still look, or null. */
export async function findReader(deps: Deps, token: string): Promise<Visitor | null> {
  return (await standing(deps, token, true))?.visitor ?? null;
}

async function standing({ db, clock }: Deps, token: string, pagesOnly: boolean) {
  const tokenHash = hashOf(token);
  const session = await db.webSession.findUnique({
    where: { tokenHash, pagesOnly, expiresAt: { gt: clock.now() } },
    select: { lastSeenAt: true, account: { select: { id: true, externalId: true, language: true } } },
  });
  if (!session) return null;
  const { id, externalId, language } = session.account;
  const visitor: Visitor = { accountId: id, chatKey: externalId, language, pagesOnly };
  return { tokenHash, lastSeenAt: session.lastSeenAt, visitor };
}

function expiry(now: Date): Date {
  return new Date(now.getTime() + SESSION_DAYS * DAY);
}
