/** Whoever runs the service hands the city its first invitation: there is nobody yet who could. */
import { audit } from '../db/audit.ts';
import type { Deps } from '../deps.ts';
import { createInvitation, invitationCode } from './invitation.ts';

/** Nobody knows yet who will open it: whoever does says their name then. */
const UNNAMED = '';
/** One process looks at a time. */
const LOCK = 7_305_2025;

/**
 * The code of an invitation to the city's duty while nobody holds it; the same one as long as it is open. Null: somebody does.
 */
export async function firstInvitation(deps: Deps, { secret }: { secret: Uint8Array }): Promise<{ code: string; until: Date } | null> {
  const { db, clock } = deps;
  await db.$executeRaw`SELECT pg_advisory_xact_lock(${LOCK})`;
  const now = clock.now();
  const held = await db.grant.findFirst({ where: { role: 'city', OR: [{ to: null }, { to: { gt: now } }] }, select: { id: true } });
  if (held) return null;
  const open = await db.code.findFirst({
    where: { kind: 'officer', role: 'city', madeBy: 'system', usedAt: null, expiresAt: { gt: now } },
    orderBy: { expiresAt: 'desc' },
  });
  if (open?.expiresAt) return { code: invitationCode(secret, open.id), until: open.expiresAt };
  const duty = { role: 'city' as const, unitCode: null, areaId: null, name: UNNAMED };
  const { id, code, until } = await createInvitation(deps, { duty, madeBy: 'system', secret });
  await audit(deps, {
    actor: 'system',
    action: 'officer.invite',
    subject: `code:${id}`,
    detail: { role: 'city', unitCode: null, areaId: null },
  });
  return { code, until };
}
