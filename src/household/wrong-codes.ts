/** Codes are short so that people can read them out: whoever guesses must not get far. */
import { audit } from '../db/audit.ts';
import type { Deps } from '../deps.ts';

/** Good codes that nobody made, or whose time is over. What the check character catches is a slip, and not counted. */
const MAX_WRONG_CODES = 10;
const WITHIN_MS = 60 * 60 * 1000;
const ACTION = 'household.wrongCode';

/** True when this account has tried too many in the last hour: then no code of theirs is looked at. */
export async function triedTooMany({ db, clock }: Deps, accountId: string): Promise<boolean> {
  const at = { gt: new Date(clock.now().getTime() - WITHIN_MS) };
  return (await db.audit.count({ where: { actor: `account:${accountId}`, action: ACTION, at } })) >= MAX_WRONG_CODES;
}

export async function countWrongCode(deps: Deps, accountId: string): Promise<void> {
  const actor = `account:${accountId}`;
  await audit(deps, { actor, action: ACTION, subject: actor });
}
