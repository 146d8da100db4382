/** Browsers that may speak for a web account. The token lives in the browser's cookie; here only its hash. */
import { createHash, randomBytes } from 'node:crypto';
import type { Deps } from '../../deps.ts';

/** Counted anew from the last visit. */
export const SESSION_DAYS = 180;
const DAY = 86_400_000;

/** Who is asking: the account behind a browser. */
export interface Visitor {
  accountId: string;
  /** Account.externalId, which updates name as their chat. */
  chatKey: string;
  language: string;
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

/**
 * The visitor whom a token stands for, or null. `renewed` says that its expiry moved and the cookie should too; that
 * is written at most once a day.
 */
export async function findVisitor({ db, clock }: Deps, token: string): Promise<(Visitor & { renewed: boolean }) | null> {
  const now = clock.now();
  const tokenHash = hashOf(token);
  const session = await db.webSession.findUnique({
    where: { tokenHash },
    select: { lastSeenAt: true, expiresAt: true, account: { select: { id: true, externalId: true, language: true } } },
  });
  if (!session || session.expiresAt <= now) return null;
  const renewed = now.getTime() - session.lastSeenAt.getTime() >= DAY;
  if (renewed) await db.webSession.updateMany({ where: { tokenHash }, data: { lastSeenAt: now, expiresAt: expiry(now) } });
  const { id, externalId, language } = session.account;
  return { accountId: id, chatKey: externalId, language, renewed };
}

function expiry(now: Date): Date {
  return new Date(now.getTime() + SESSION_DAYS * DAY);
}
