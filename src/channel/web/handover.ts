/** "Continue on another phone": a short code that lets a second browser speak for the same account, once. */
import { audit } from '../../db/audit.ts';
import type { Deps } from '../../deps.ts';
import { codeFrom, hashSecretCode, readCode } from '../../household/household-code.ts';
import { Problem } from '../../problems.ts';
import { grantSession } from './session.ts';

const MINUTES = 10;

/** Makes the code; any earlier one of the account stops working. Shown as "ABCD-EFGH". */
export async function makeHandover(
  deps: Deps,
  { accountId, secret }: { accountId: string; secret: Uint8Array },
): Promise<{ code: string; until: Date }> {
  const { db, clock, ids } = deps;
  const now = clock.now();
  const until = new Date(now.getTime() + MINUTES * 60_000);
  const code = codeFrom(ids.next());
  const id = ids.next();
  await db.code.deleteMany({ where: { kind: 'handover', accountId, usedAt: null } });
  await db.code.create({ data: { id, kind: 'handover', hash: hashSecretCode(secret, code), accountId, createdAt: now, expiresAt: until } });
  await audit(deps, { actor: `account:${accountId}`, action: 'web.handover.make', subject: `code:${id}` });
  return { code: `${code.slice(0, 4)}-${code.slice(4)}`, until };
}

/** Uses a code up. Returns the token for the second browser. Throws `expired` for anything but a fresh, unused code. */
export async function claimHandover(deps: Deps, { code: typed, secret }: { code: string; secret: Uint8Array }): Promise<string> {
  const { db, clock } = deps;
  const code = readCode(typed);
  if (!code) throw new Problem('expired');
  const now = clock.now();
  const found = await db.code.findFirst({
    where: { kind: 'handover', hash: hashSecretCode(secret, code), usedAt: null, expiresAt: { gt: now } },
  });
  if (!found?.accountId) throw new Problem('expired');
  // Two phones may try at once: only the one that marks the code goes on.
  const { count } = await db.code.updateMany({ where: { id: found.id, usedAt: null }, data: { usedAt: now, usedBy: found.accountId } });
  if (count === 0) throw new Problem('expired');
  await audit(deps, { actor: `account:${found.accountId}`, action: 'web.handover.claim', subject: `code:${found.id}` });
  return grantSession(deps, found.accountId);
}
