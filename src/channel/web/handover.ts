/** "Continue on another phone": a short code that lets a second browser speak for the same account, once. */
import { randomInt } from 'node:crypto';
import { audit } from '../../db/audit.ts';
import type { Deps } from '../../deps.ts';
import { Problem } from '../../problems.ts';
import { grantSession, hashOf } from './session.ts';

const MINUTES = 10;
/** Without I, L, O and U: nothing that is misread or spells a word. */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const LENGTH = 8;

/** Makes the code; any earlier one of the account stops working. Shown as "ABCD-EFGH". */
export async function makeHandover(deps: Deps, { accountId }: { accountId: string }): Promise<{ code: string; until: Date }> {
  const { db, clock, ids } = deps;
  const now = clock.now();
  const until = new Date(now.getTime() + MINUTES * 60_000);
  const code = Array.from({ length: LENGTH }, () => alphabet[randomInt(alphabet.length)]).join('');
  const id = ids.next();
  await db.code.deleteMany({ where: { kind: 'handover', accountId, usedAt: null } });
  await db.code.create({ data: { id, kind: 'handover', hash: hashOf(code), accountId, createdAt: now, expiresAt: until } });
  await audit(deps, { actor: `account:${accountId}`, action: 'web.handover.make', subject: `code:${id}` });
  return { code: `${code.slice(0, 4)}-${code.slice(4)}`, until };
}

/** Uses a code up. Returns the token for the second browser. Throws `expired` for anything but a fresh, unused code. */
export async function claimHandover(deps: Deps, { code }: { code: string }): Promise<string> {
  const { db, clock } = deps;
  const now = clock.now();
  const found = await db.code.findFirst({
    where: { kind: 'handover', hash: hashOf(normalise(code)), usedAt: null, expiresAt: { gt: now } },
  });
  if (!found?.accountId) throw new Problem('expired');
  // Two phones may try at once: only the one that marks the code goes on.
  const { count } = await db.code.updateMany({ where: { id: found.id, usedAt: null }, data: { usedAt: now, usedBy: found.accountId } });
  if (count === 0) throw new Problem('expired');
  await audit(deps, { actor: `account:${found.accountId}`, action: 'web.handover.claim', subject: `code:${found.id}` });
  return grantSession(deps, found.accountId);
}

function normalise(typed: string): string {
  return typed
    .toUpperCase()
    .replaceAll(/[^0-9A-Z]/g, '')
    .replaceAll('O', '0')
    .replaceAll(/[IL]/g, '1');
}
