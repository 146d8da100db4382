/** Browsers in which officers work. The token lives in the browser's cookie; here only its hash. */
import { createHash, createHmac, randomBytes } from 'node:crypto';
import type { Deps } from '../deps.ts';
import { type Scope, scopeOf } from './scope.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** Counted anew from the last visit … */
const IDLE_MS = 12 * HOUR_MS;
/** … and never longer than this. */
const LONGEST_MS = 7 * 24 * HOUR_MS;
/** How long an approval in chat lets decisions and exports be made. */
const FRESH_MS = 10 * MINUTE_MS;
/** A visit is noted at most this often. */
const NOTED_MS = 5 * MINUTE_MS;

/** Seconds after which a cookie is of no use any more. */
export const SESSION_SECONDS = LONGEST_MS / 1000;

export interface OfficerVisit {
  officerId: string;
  name: string;
  scope: Scope;
  /** Approved in chat only minutes ago: decisions and exports may be made. */
  fresh: boolean;
  /** What every form of this browser carries. */
  csrf: string;
}

export function hashOfToken(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

/**
 * Lets a browser work for an officer, from now on for minutes also where a fresh approval is needed: it was in chat that it
 * was let in. Returns the token for its cookie.
 */
export async function openSession(
  { db, clock }: Pick<Deps, 'db' | 'clock'>,
  { officerId, accountId }: { officerId: string; accountId: string | null },
): Promise<string> {
  const token = randomBytes(32).toString('base64url');
  const now = clock.now();
  await db.officerSession.create({
    data: {
      tokenHash: hashOfToken(token),
      officerId,
      accountId,
      createdAt: now,
      lastSeenAt: now,
      expiresAt: after(now, IDLE_MS),
      freshUntil: after(now, FRESH_MS),
    },
  });
  return token;
}

/** Null: nobody's, over, ended, or of an officer who holds no duty any more. */
export async function findSession(deps: Pick<Deps, 'db' | 'clock'>, token: string): Promise<OfficerVisit | null> {
  const { db, clock } = deps;
  const tokenHash = hashOfToken(token);
  const now = clock.now();
  const session = await db.officerSession.findUnique({
    where: { tokenHash, endedAt: null, expiresAt: { gt: now } },
    include: { officer: { select: { name: true } } },
  });
  if (!session) return null;
  const { officerId, createdAt, lastSeenAt, freshUntil } = session;
  const scope = await scopeOf(deps, officerId);
  if (!scope) return null;
  if (now.getTime() - lastSeenAt.getTime() >= NOTED_MS) {
    const expiresAt = new Date(Math.min(now.getTime() + IDLE_MS, createdAt.getTime() + LONGEST_MS));
    // Not one that was ended a moment ago.
    await db.officerSession.updateMany({ where: { tokenHash, endedAt: null }, data: { lastSeenAt: now, expiresAt } });
  }
  const fresh = freshUntil !== null && freshUntil > now;
  return { officerId, name: session.officer.name, scope, fresh, csrf: csrfOf(token) };
}

/** Approved anew in chat. */
export async function freshenSession({ db, clock }: Pick<Deps, 'db' | 'clock'>, tokenHash: string): Promise<void> {
  await db.officerSession.updateMany({ where: { tokenHash, endedAt: null }, data: { freshUntil: after(clock.now(), FRESH_MS) } });
}

export async function endSession({ db, clock }: Pick<Deps, 'db' | 'clock'>, token: string): Promise<void> {
  await db.officerSession.updateMany({ where: { tokenHash: hashOfToken(token), endedAt: null }, data: { endedAt: clock.now() } });
}

/**
 * Ends every browser of an officer. Returns how many.
 * @param accountId only those that this chat let in
 */
export async function endSessionsOf(
  { db, clock }: Pick<Deps, 'db' | 'clock'>,
  { officerId, accountId }: { officerId: string; accountId?: string },
): Promise<number> {
  const which = { officerId, endedAt: null, ...(accountId !== undefined && { accountId }) };
  const { count } = await db.officerSession.updateMany({ where: which, data: { endedAt: clock.now() } });
  return count;
}

/** Only who holds the token can work it out, and it tells nothing of the token. */
function csrfOf(token: string): string {
  return createHmac('sha256', token).update('officer form').digest('base64url');
}

function after(now: Date, ms: number): Date {
  return new Date(now.getTime() + ms);
}
