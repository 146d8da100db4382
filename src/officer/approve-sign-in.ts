/** An officer approves in chat the code that a PC shows. */
import { audit } from '../db/audit.ts';
import type { Deps } from '../deps.ts';
import { hashSecretCode } from '../household/household-code.ts';
import { countWrongCode, triedTooMany } from '../household/wrong-codes.ts';
import { officerOf } from './officer-of.ts';
import { readPcCode } from './pc-code.ts';

type Approved =
  /** `fresh`: that PC was in already, and asked for a fresh approval. */
  | { outcome: 'approved'; fresh: boolean }
  | { outcome: 'notOfficer' }
  /** No page shows this code now, or it was approved already. */
  | { outcome: 'invalid' }
  /** So many wrong codes from this chat that none is looked at for a while. */
  | { outcome: 'tooMany' };

export interface AskedToApprove {
  accountId: string;
  /** As it was typed. */
  code: string;
  secret: Uint8Array;
}

/** Whether such a code waits, before anybody is asked to say yes. Looking approves nothing; a wrong one is counted. */
export async function lookAtSignIn(
  deps: Deps,
  asked: AskedToApprove,
): Promise<{ outcome: 'waits'; at: Date; fresh: boolean } | Exclude<Approved, { outcome: 'approved' }>> {
  const found = await waitingSignIn(deps, asked);
  return found.outcome === 'found' ? { outcome: 'waits', at: found.createdAt, fresh: found.fresh } : found;
}

export async function approveSignIn(deps: Deps, asked: AskedToApprove): Promise<Approved> {
  const found = await waitingSignIn(deps, asked);
  if (found.outcome !== 'found') return found;
  const { id, officerId, fresh } = found;
  const now = deps.clock.now();
  const { count } = await deps.db.signIn.updateMany({
    where: { id, approvedAt: null, usedAt: null },
    data: { approvedAt: now, approvedBy: officerId, accountId: asked.accountId },
  });
  if (count === 0) return { outcome: 'invalid' };
  await audit(deps, { actor: `officer:${officerId}`, action: 'console.approve', subject: `signIn:${id}`, detail: { fresh } });
  return { outcome: 'approved', fresh };
}

type Waiting =
  | { outcome: 'found'; id: string; officerId: string; fresh: boolean; createdAt: Date }
  | Exclude<Approved, { outcome: 'approved' }>;

export async function waitingSignIn(deps: Deps, { accountId, code, secret }: AskedToApprove): Promise<Waiting> {
  const officer = await officerOf(deps, accountId);
  if (!officer) return { outcome: 'notOfficer' };
  const typed = readPcCode(code);
  if (!typed) return { outcome: 'invalid' };
  if (await triedTooMany(deps, accountId)) return { outcome: 'tooMany' };
  const found = await deps.db.signIn.findFirst({
    where: { codeHash: hashSecretCode(secret, typed), approvedAt: null, usedAt: null, expiresAt: { gt: deps.clock.now() } },
  });
  const { officerId } = officer;
  if (!found || !(await isTheirs(deps, found.sessionHash, officerId))) {
    await countWrongCode(deps, accountId);
    return { outcome: 'invalid' };
  }
  return { outcome: 'found', id: found.id, officerId, fresh: found.sessionHash !== null, createdAt: found.createdAt };
}

/** A browser that is in already is approved by its own officer, and nobody else. */
async function isTheirs({ db }: Deps, sessionHash: string | null, officerId: string): Promise<boolean> {
  if (sessionHash === null) return true;
  const session = await db.officerSession.findUnique({ where: { tokenHash: sessionHash, endedAt: null }, select: { officerId: true } });
  return session?.officerId === officerId;
}
