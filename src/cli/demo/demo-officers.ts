/** Invitations for whoever wants to see what officers of the made-up ward see. */
import type { Deps } from '../../deps.ts';
import { invitationCode } from '../../officer/invitation.ts';
import { inviteOfficer } from '../../officer/invite-officer.ts';
import { ward } from './ward.ts';

export interface DemoOfficer {
  role: 'ward' | 'hamlet';
  place: string;
  /** Normalised. */
  code: string;
}

const NAMES = { ward: 'Trần Thị Mẫu', hamlet: 'Lê Văn Mẫu' } as const;

/** Of the ward and of its first khu phố; the same ones as long as they are open. Whose duty somebody holds is not there. */
export async function demoOfficers(deps: Deps, { secret }: { secret: Uint8Array }): Promise<DemoOfficer[]> {
  const { db } = deps;
  const area = await db.area.findFirstOrThrow({
    where: { unitCode: ward.code, kind: 'quarter' },
    orderBy: { id: 'asc' },
    select: { id: true, name: true },
  });
  const duties = [
    { role: 'ward' as const, unitCode: ward.code, areaId: null, place: ward.name },
    { role: 'hamlet' as const, unitCode: ward.code, areaId: area.id, place: `${area.name}, ${ward.name}` },
  ];
  const invited: DemoOfficer[] = [];
  for (const { place, ...duty } of duties) {
    const code = await codeFor(deps, duty, secret);
    if (code !== null) invited.push({ role: duty.role, place, code });
  }
  return invited;
}

interface DemoDuty {
  role: DemoOfficer['role'];
  unitCode: string;
  areaId: string | null;
}

async function codeFor(deps: Deps, duty: DemoDuty, secret: Uint8Array): Promise<string | null> {
  const { db, clock } = deps;
  const now = clock.now();
  const held = await db.grant.findFirst({ where: { ...duty, OR: [{ to: null }, { to: { gt: now } }] }, select: { id: true } });
  if (held) return null;
  const open = await db.code.findFirst({
    where: { ...duty, kind: 'officer', madeBy: 'system', usedAt: null, expiresAt: { gt: now } },
    orderBy: { expiresAt: 'desc' },
    select: { id: true },
  });
  if (open) return invitationCode(secret, open.id);
  const made = await inviteOfficer(deps, { by: null, ...duty, name: NAMES[duty.role], secret });
  return made.outcome === 'invited' ? made.code : null;
}
