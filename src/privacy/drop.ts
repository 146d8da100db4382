/** Purpose 1 was refused: nothing that was held so far is kept, and the person still learns whom to ask. */
import { audit } from '../db/audit.ts';
import type { Deps } from '../deps.ts';
import { type Controller, controllerOf } from '../household/controller-of.ts';
import { officerOf } from '../officer/officer-of.ts';
import { forgetAccount } from './forget-account.ts';
import { forgetConversation } from './forget-conversation.ts';
import { householdsOf } from './members.ts';

/**
 * Forgets the account, its refusal kept as a keyed hash. A member who refuses anew (after a change of the text, say)
 * keeps the household: leaving it is asked for by its own name (erase.ts). An officer refuses for their family, and remains one.
 * Returns the Hội that was refused, to be named as the one to ask.
 */
export async function dropEverything(deps: Deps, { accountId }: { accountId: string }): Promise<Controller> {
  const controller = await refusedController(deps, accountId);
  if ((await householdsOf(deps, accountId)).length === 0) {
    if (await officerOf(deps, accountId)) await forgetFamily(deps, accountId);
    else await forgetAccount(deps, accountId);
  }
  const actor = `account:${accountId}`;
  await audit(deps, { actor, action: 'privacy.drop', subject: actor });
  return controller;
}

/** What was said and given on the way to a household. */
async function forgetFamily(deps: Deps, accountId: string): Promise<void> {
  await forgetConversation(deps, accountId);
  await deps.db.account.update({ where: { id: accountId }, data: { phone: null } });
}

async function refusedController(deps: Deps, accountId: string): Promise<Controller> {
  const newest = await deps.db.consent.findFirst({ where: { accountId }, orderBy: [{ at: 'desc' }, { id: 'desc' }] });
  if (!newest) return controllerOf(deps, null);
  return deps.db.organisation.findUniqueOrThrow({ where: { id: newest.organisationId } });
}
