/** A member lets one more account of the family in: making the code is the yes. */
import { audit } from '../db/audit.ts';
import type { Deps } from '../deps.ts';
import { codeFrom, hashCode } from './household-code.ts';
import { householdOf } from './household-of.ts';

const LIFETIME_MS = 24 * 60 * 60 * 1000;

/** A single-use code, kept only as a hash: this is the one time it can be read. Null: not a member. */
export async function inviteMember(deps: Deps, { accountId }: { accountId: string }): Promise<{ code: string; until: Date } | null> {
  const household = await householdOf(deps, accountId);
  if (!household) return null;
  const createdAt = deps.clock.now();
  const expiresAt = new Date(createdAt.getTime() + LIFETIME_MS);
  // Not the id of the row: whoever reads the table must not be able to work the code out.
  const code = codeFrom(deps.ids.next());
  const id = deps.ids.next();
  await deps.db.code.create({
    data: { id, kind: 'join', hash: hashCode(code), accountId, householdId: household.id, createdAt, expiresAt },
  });
  await audit(deps, {
    actor: `account:${accountId}`,
    action: 'household.invite',
    subject: `household:${household.id}`,
    detail: { code: id },
  });
  return { code, until: expiresAt };
}
