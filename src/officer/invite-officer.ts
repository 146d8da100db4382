/** Somebody is invited to a duty: a code for once, to be taken to any app within a week. */
import { audit } from '../db/audit.ts';
import type { Deps } from '../deps.ts';
import { tidyName } from '../household/head-name.ts';
import { findDuty, mayGive, type Role } from './duty.ts';
import { createInvitation } from './invitation.ts';
import { actorOf, type Scope } from './scope.ts';

export interface Invite {
  /** null: the operator's commands, and the start. */
  by: Scope | null;
  role: Role;
  unitCode?: string | null;
  areaId?: string | null;
  /** What the invited one is called. */
  name: string;
  secret: Uint8Array;
}

type Invited =
  /** `code`: normalised; this is the one time it can be read. */
  | { outcome: 'invited'; invitationId: string; code: string; until: Date }
  /** There is no such place, or none that the inviting one looks after. */
  | { outcome: 'notFound' }
  /** This duty is not theirs to give. */
  | { outcome: 'notAllowed' }
  | { outcome: 'noName' };

export async function inviteOfficer(deps: Deps, { by, role, unitCode, areaId, name, secret }: Invite): Promise<Invited> {
  const found = await findDuty(deps, { role, unitCode: unitCode ?? null, areaId: areaId ?? null });
  const given = found && mayGive(by, found);
  if (!found || !given?.seen) return { outcome: 'notFound' };
  if (!given.may) return { outcome: 'notAllowed' };
  const tidy = tidyName(name);
  if (tidy === '') return { outcome: 'noName' };
  const { unit: _unit, area: _area, ...duty } = found;
  const madeBy = actorOf(by);
  const { id, code, until } = await createInvitation(deps, { duty: { ...duty, name: tidy }, madeBy, secret });
  await audit(deps, { actor: madeBy, action: 'officer.invite', subject: `code:${id}`, detail: { ...duty } });
  return { outcome: 'invited', invitationId: id, code, until };
}
