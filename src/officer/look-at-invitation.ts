/** What an invitation that was named is for, while it holds. Looking uses nothing up. */
import type { Deps } from '../deps.ts';
import { type Asked, lookUpCode } from '../household/look-up-code.ts';
import { countWrongCode } from '../household/wrong-codes.ts';
import { findDuty, mayGive, type NamedDuty } from './duty.ts';
import { officerIn, type Scope, scopeOf } from './scope.ts';

export type Looked =
  /** `name`: empty where nobody knew who would take it. */
  | { outcome: 'duty'; id: string; duty: NamedDuty; name: string; madeBy: string }
  /** To speak for this officer from one more chat. */
  | { outcome: 'own'; id: string; officerId: string }
  | { outcome: 'invalid' }
  /** So many wrong codes that none is looked at for a while. */
  | { outcome: 'tooMany' }
  /** Six digits that stand for no invitation now; `closed`: for a while none are looked at, whoever types them. */
  | { outcome: 'unknownDigits'; closed: boolean };

/** An invitation goes with the duty of whoever made it: whose is revoked has invited nobody. */
export async function lookAtInvitation(deps: Deps, asked: Asked): Promise<Looked> {
  const found = await lookUpCode(deps, asked, ['officer']);
  if (found.outcome === 'tooMany' || found.outcome === 'unknownDigits') return found;
  if (found.outcome !== 'found') return { outcome: 'invalid' };
  const looked = await readInvitation(deps, found.code.id);
  if (!looked) await countWrongCode(deps, asked.accountId);
  return looked ?? { outcome: 'invalid' };
}

/** Null: none that still holds. The record of the code stays locked until the end of the transaction, so that one uses it. */
export async function readInvitation(deps: Deps, id: string): Promise<Extract<Looked, { outcome: 'duty' | 'own' }> | null> {
  const { db, clock } = deps;
  await db.$queryRaw`SELECT 1 FROM "Code" WHERE id = ${id}::uuid FOR UPDATE`;
  const code = await db.code.findFirst({ where: { id, kind: 'officer', usedAt: null, expiresAt: { gt: clock.now() } } });
  if (!code?.madeBy) return null;
  const by = await inviter(deps, code.madeBy);
  if (by === undefined) return null;
  if (code.officerId) return by?.officerId === code.officerId ? { outcome: 'own', id, officerId: code.officerId } : null;
  if (!code.role || code.name === null) return null;
  const duty = await findDuty(deps, { role: code.role, unitCode: code.unitCode, areaId: code.areaId });
  if (!duty || !mayGive(by, duty).may) return null;
  return { outcome: 'duty', id, duty, name: code.name, madeBy: code.madeBy };
}

/** Undefined: an officer who holds no duty any more. */
async function inviter(deps: Deps, madeBy: string): Promise<Scope | null | undefined> {
  const officerId = officerIn(madeBy);
  if (officerId === null) return madeBy === 'system' ? null : undefined;
  return (await scopeOf(deps, officerId)) ?? undefined;
}
