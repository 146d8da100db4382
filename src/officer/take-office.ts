/** Whoever was invited takes the duty, in the chat in which they were: from then on it speaks for an officer. */
import { audit } from '../db/audit.ts';
import type { Deps } from '../deps.ts';
import { tidyName } from '../household/head-name.ts';
import type { Asked } from '../household/look-up-code.ts';
import type { Notice, TellOfficer } from '../household/tell-household.ts';
import type { NamedDuty } from './duty.ts';
import { type Looked, lookAtInvitation } from './look-at-invitation.ts';
import { scopeOf } from './scope.ts';

export type Taken =
  | { outcome: 'taken'; officerId: string; duty: NamedDuty }
  /** This chat speaks for the officer, too, who holds what they held before. */
  | { outcome: 'added'; officerId: string }
  /** Nothing new to this chat; the invitation stays good. `duty`: null where it was for one more chat. */
  | { outcome: 'already'; officerId: string; duty: NamedDuty | null }
  /** This chat speaks for another officer, and for one at a time. */
  | { outcome: 'otherOfficer' }
  /** The invitation does not say who they are, and neither do they. */
  | { outcome: 'noName' }
  | Exclude<Looked, { outcome: 'duty' | 'own' }>;

export interface Taking extends Asked {
  /** What they say they are called, where the invitation does not. */
  name?: string | null;
  tell: TellOfficer;
}

export async function takeOffice(deps: Deps, asked: Taking): Promise<Taken> {
  const { accountId } = asked;
  const looked = await lookAtInvitation(deps, asked);
  if (looked.outcome !== 'duty' && looked.outcome !== 'own') return looked;
  // An account takes one duty at a time: of two invitations taken at once, the second finds the officer of the first.
  await deps.db.$queryRaw`SELECT 1 FROM "Account" WHERE id = ${accountId}::uuid FOR UPDATE`;
  return looked.outcome === 'own'
    ? addAccount(deps, asked, looked)
    : takeDuty(deps, accountId, { ...looked, name: looked.name || tidyName(asked.name ?? '') });
}

async function addAccount(deps: Deps, { accountId, tell }: Taking, { id, officerId }: Extract<Looked, { outcome: 'own' }>): Promise<Taken> {
  const present = await spokenFor(deps, accountId);
  if (present === officerId) return { outcome: 'already', officerId, duty: null };
  if (present !== null && (await scopeOf(deps, present))) return { outcome: 'otherOfficer' };
  if (present !== null) await endLink(deps, accountId);
  await useUp(deps, id, accountId);
  // Before this chat is one of theirs: only the others hear of it.
  await tell(deps, officerId, addedNotice(deps));
  await link(deps, accountId, officerId);
  await audit(deps, { actor: `officer:${officerId}`, action: 'officer.addAccount', subject: `account:${accountId}`, detail: { code: id } });
  return { outcome: 'added', officerId };
}

/** Whoever did not do it themselves learns what to do. */
function addedNotice({ clock }: Deps): Notice {
  const text = { key: 'office.addedElsewhere', params: { at: { date: clock.now().toISOString() } } };
  return { text, away: text, buttons: [] };
}

async function takeDuty(deps: Deps, accountId: string, { id, duty, name, madeBy }: Extract<Looked, { outcome: 'duty' }>): Promise<Taken> {
  const { db, clock, ids } = deps;
  const now = clock.now();
  const { role, unitCode, areaId } = duty;
  const present = await spokenFor(deps, accountId);
  const same = { officerId: present ?? '', role, unitCode, areaId, OR: [{ to: null }, { to: { gt: now } }] };
  if (present !== null && (await db.grant.findFirst({ where: same, select: { id: true } })))
    return { outcome: 'already', officerId: present, duty };
  if (present === null && name === '') return { outcome: 'noName' };
  const officerId = present ?? (await newOfficer(deps, name));
  await useUp(deps, id, accountId);
  if (present === null) await link(deps, accountId, officerId);
  const grantId = ids.next();
  await db.grant.create({ data: { id: grantId, officerId, role, unitCode, areaId, from: now, grantedBy: madeBy } });
  const detail = { grant: grantId, account: accountId, role, unitCode, areaId, invitedBy: madeBy };
  await audit(deps, { actor: `officer:${officerId}`, action: 'officer.take', subject: `grant:${grantId}`, detail });
  return { outcome: 'taken', officerId, duty };
}

/** Null: this chat speaks for nobody. */
async function spokenFor({ db }: Deps, accountId: string): Promise<string | null> {
  const held = await db.officerAccount.findFirst({ where: { accountId, to: null }, select: { officerId: true } });
  return held?.officerId ?? null;
}

async function newOfficer({ db, clock, ids }: Deps, name: string): Promise<string> {
  const id = ids.next();
  await db.officer.create({ data: { id, name, createdAt: clock.now() } });
  return id;
}

async function link({ db, clock, ids }: Deps, accountId: string, officerId: string): Promise<void> {
  await db.officerAccount.create({ data: { id: ids.next(), officerId, accountId, from: clock.now() } });
}

async function endLink({ db, clock }: Deps, accountId: string): Promise<void> {
  await db.officerAccount.updateMany({ where: { accountId, to: null }, data: { to: clock.now() } });
}

/** Locked since it was looked at. */
async function useUp({ db, clock }: Deps, id: string, accountId: string): Promise<void> {
  await db.code.update({ where: { id }, data: { usedAt: clock.now(), usedBy: accountId } });
}
