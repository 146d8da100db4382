/** Somebody lost their phone, or has no code: an officer who knows them gives one in person. */
import { audit } from '../db/audit.ts';
import type { Deps } from '../deps.ts';
import { codeFrom, hashSecretCode } from '../household/household-code.ts';
import { lockHousehold } from '../household/household-of.ts';
import { isOwnHousehold } from '../officer/own-household.ts';
import type { Scope } from '../officer/scope.ts';
import { findHousehold } from './find-household.ts';

const LIFETIME_MS = 24 * 60 * 60 * 1000;

export type MadeHouseholdCode =
  | { outcome: 'code'; code: string; until: Date }
  | { outcome: 'refused'; why: 'ownHousehold' | 'merged' }
  | { outcome: 'notFound' };

/** For one person, once, within a day; kept only as a keyed hash: this is the one time it can be read. Needs a transaction. */
export async function makeHouseholdCode(
  deps: Deps,
  { scope, householdId, secret }: { scope: Scope; householdId: string; secret: Uint8Array },
): Promise<MadeHouseholdCode> {
  if (!(await findHousehold(deps, scope, householdId))) return { outcome: 'notFound' };
  await lockHousehold(deps, householdId);
  const household = await findHousehold(deps, scope, householdId);
  if (!household) return { outcome: 'notFound' };
  if (await isOwnHousehold(deps, scope.officerId, householdId)) return { outcome: 'refused', why: 'ownHousehold' };
  if (household.mergedIntoId !== null) return { outcome: 'refused', why: 'merged' };
  const createdAt = deps.clock.now();
  const expiresAt = new Date(createdAt.getTime() + LIFETIME_MS);
  // Not the id of the row: whoever reads the table must not be able to work the code out.
  const code = codeFrom(deps.ids.next());
  const id = deps.ids.next();
  const madeBy = `officer:${scope.officerId}`;
  await deps.db.code.create({ data: { id, kind: 'join', hash: hashSecretCode(secret, code), householdId, madeBy, createdAt, expiresAt } });
  await audit(deps, { actor: madeBy, action: 'household.code', subject: `household:${householdId}`, detail: { code: id } });
  return { outcome: 'code', code, until: expiresAt };
}
