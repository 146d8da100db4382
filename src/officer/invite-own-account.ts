/** An officer wants to work from one more chat: a code for once, good for a day. */
import { audit } from '../db/audit.ts';
import type { Deps } from '../deps.ts';
import { createInvitation } from './invitation.ts';

/** An earlier one of theirs stops working. */
export async function inviteOwnAccount(
  deps: Deps,
  { officerId, secret }: { officerId: string; secret: Uint8Array },
): Promise<{ code: string; until: Date }> {
  await deps.db.code.deleteMany({ where: { kind: 'officer', officerId, usedAt: null } });
  const madeBy = `officer:${officerId}`;
  const { id, code, until } = await createInvitation(deps, { officerId, madeBy, secret });
  await audit(deps, { actor: madeBy, action: 'officer.inviteOwn', subject: `code:${id}` });
  return { code, until };
}
