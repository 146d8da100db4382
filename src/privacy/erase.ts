/** Somebody wants to be forgotten. */
import { noteUnreached } from '../announcement/note-unreached.ts';
import { audit } from '../db/audit.ts';
import type { Deps } from '../deps.ts';
import { lockWithMerged } from '../household/merged-into.ts';
import { forgetAccount } from './forget-account.ts';
import { forgetHousehold } from './forget-household.ts';
import { countOthers, householdsOf } from './members.ts';

/**
 * Erases the account, and the household when nobody else is in it at that moment: who has come in since the preview
 * keeps it. What stays is said beforehand (preview-erase.ts): keyed hashes of consents, keys of updates, and an audit of
 * random ids.
 *
 * Runs in the turn that asks for it, so this conversation is locked already: conversation before household, always.
 */
export async function erase(deps: Deps, { accountId }: { accountId: string }): Promise<{ households: number }> {
  const alone: string[] = [];
  for (const householdId of await householdsOf(deps, accountId)) {
    await lockWithMerged(deps, householdId);
    if ((await countOthers(deps, householdId, accountId)) === 0) alone.push(householdId);
  }
  await noteUnreached(deps, accountId);
  const households: string[] = [];
  for (const householdId of alone) households.push(...(await forgetHousehold(deps, householdId)));
  await forgetAccount(deps, accountId);
  const actor = `account:${accountId}`;
  await audit(deps, { actor, action: 'privacy.erase', subject: actor, detail: { households } });
  return { households: alone.length };
}
