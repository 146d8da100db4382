/** A member lets one more account of the family in: making the code is the yes. */
import { audit } from '../db/audit.ts';
import type { Deps } from '../deps.ts';
import { codeFrom, hashSecretCode } from './household-code.ts';
import { householdOf, membershipOf } from './household-of.ts';

const LIFETIME_MS = 24 * 60 * 60 * 1000;

type Invited =
  | { outcome: 'code'; code: string; until: Date }
  | { outcome: 'notMember' }
  /** A member, but purpose 1 is not agreed to with the Hội that answers for the household now. */
  | { outcome: 'noConsent' };

/** A single-use code, kept only as a keyed hash: this is the one time it can be read. */
export async function inviteMember(deps: Deps, { accountId, secret }: { accountId: string; secret: Uint8Array }): Promise<Invited> {
  const household = await householdOf(deps, accountId);
  if (!household) return { outcome: (await membershipOf(deps, accountId)) ? 'noConsent' : 'notMember' };
  const createdAt = deps.clock.now();
  const expiresAt = new Date(createdAt.getTime() + LIFETIME_MS);
  // Not the id of the row: whoever reads the table must not be able to work the code out.
  const code = codeFrom(deps.ids.next());
  const id = deps.ids.next();
  await deps.db.code.create({
    data: { id, kind: 'join', hash: hashSecretCode(secret, code), accountId, householdId: household.id, createdAt, expiresAt },
  });
  await audit(deps, {
    actor: `account:${accountId}`,
    action: 'household.invite',
    subject: `household:${household.id}`,
    detail: { code: id },
  });
  return { outcome: 'code', code, until: expiresAt };
}
