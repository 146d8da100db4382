/** Somebody wants to be forgotten. */
import { audit } from '../db/audit.ts';
import type { Deps } from '../deps.ts';
import { lockHousehold } from '../household/household-of.ts';
import { forgetAccount } from './forget-account.ts';
import { forgetHousehold } from './forget-household.ts';
import { householdsOf, othersIn } from './members.ts';

export type EraseScope = 'account' | 'household';

/**
 * Erases the account; with scope `household`, or when nobody else is left in it, the household too. What stays is said
 * beforehand (preview-erase.ts): keyed hashes of consents, keys of updates, and an audit of random ids.
 *
 * Runs in the turn that asks for it, so this conversation is locked already. Conversations of other members come next,
 * in a fixed order, and the household last: conversation before household, always.
 */
export async function erase(deps: Deps, { accountId, scope }: { accountId: string; scope: EraseScope }): Promise<{ households: number }> {
  let households = 0;
  for (const householdId of await householdsOf(deps, accountId)) {
    if (scope === 'household') await lockConversations(deps, await othersIn(deps, householdId, accountId));
    await lockHousehold(deps, householdId);
    const others = await othersIn(deps, householdId, accountId);
    if (scope === 'account' && others.length > 0) continue;
    await forgetHousehold(deps, householdId, others);
    households++;
  }
  await forgetAccount(deps, accountId);
  const actor = `account:${accountId}`;
  await audit(deps, { actor, action: 'privacy.erase', subject: actor, detail: { scope, households } });
  return { households };
}

async function lockConversations({ db }: Deps, accountIds: string[]): Promise<void> {
  await db.$queryRaw`SELECT 1 FROM "Conversation" WHERE "accountId" = ANY(${accountIds}::uuid[]) ORDER BY "accountId" FOR UPDATE`;
}
