/** Codes, browser sessions, sign-ins and forms kept for officers whose time is over. */
import type { Deps } from '../deps.ts';

/** An operator who is asked "why did my code not work" can still see that it ended. */
const GRACE_MS = 24 * 60 * 60 * 1000;

/** Returns how many went. */
export async function removeExpired({ db, clock }: Deps): Promise<number> {
  const now = clock.now();
  const graceful = new Date(now.getTime() - GRACE_MS);
  const ended = [
    { expiresAt: { lt: graceful } },
    // There are few numbers of six digits. Who typed theirs in time may still be reading what to agree to.
    { kind: 'digits' as const, usedBy: null, expiresAt: { lt: now } },
  ];
  const codes = await db.code.deleteMany({ where: { OR: ended } });
  const sessions = await db.webSession.deleteMany({ where: { expiresAt: { lt: now } } });
  const officers = await db.officerSession.deleteMany({ where: { OR: [{ expiresAt: { lt: graceful } }, { endedAt: { lt: graceful } }] } });
  const signIns = await db.signIn.deleteMany({ where: { expiresAt: { lt: graceful } } });
  const forms = await db.keptForm.deleteMany({ where: { expiresAt: { lt: now } } });
  return codes.count + sessions.count + officers.count + signIns.count + forms.count;
}
