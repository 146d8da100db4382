/** Invitations to a duty: a code behind /k/, for once and for days. */
import { createHmac } from 'node:crypto';
import type { Deps } from '../deps.ts';
import { codeFrom, hashSecretCode } from '../household/household-code.ts';
import type { Duty } from './duty.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
export const INVITATION_DAYS = 7;
/** Whose own further phone is at hand anyway. */
export const OWN_ACCOUNT_DAYS = 1;

export interface NewInvitation {
  /** To a duty, of somebody called so … */
  duty?: Duty & { name: string };
  /** … or to speak for this officer from one more chat. */
  officerId?: string;
  /** As the audit names them. */
  madeBy: string;
  secret: Uint8Array;
}

export interface Invitation {
  id: string;
  /** Normalised, as readCode gives it. */
  code: string;
  until: Date;
}

export async function createInvitation({ db, clock, ids }: Deps, { duty, officerId, madeBy, secret }: NewInvitation): Promise<Invitation> {
  const id = ids.next();
  const code = invitationCode(secret, id);
  const createdAt = clock.now();
  const until = new Date(createdAt.getTime() + (duty ? INVITATION_DAYS : OWN_ACCOUNT_DAYS) * DAY_MS);
  const row = { id, kind: 'officer' as const, hash: hashSecretCode(secret, code), madeBy, createdAt, expiresAt: until };
  await db.code.create({ data: { ...row, ...duty, ...(officerId !== undefined && { officerId }) } });
  return { id, code, until };
}

/**
 * The code of a record, so that the start can print the first one again although only its hash is stored. Nobody works it
 * out without the installation's key.
 */
export function invitationCode(secret: Uint8Array, id: string): string {
  return codeFrom(createHmac('sha256', secret).update(`invitation:${id}`).digest('hex'));
}
