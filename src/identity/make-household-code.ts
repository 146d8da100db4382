/** Somebody lost their phone, or has no code: an officer who knows them gives one in person. */
import { audit } from '../db/audit.ts';
import type { Deps } from '../deps.ts';
import { codeFrom, hashSecretCode } from '../household/household-code.ts';
import type { Scope } from '../officer/scope.ts';
import { householdInHand } from './household-in-hand.ts';

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
  const found = await householdInHand(deps, { scope, householdId });
  if (found.outcome !== 'inHand') return found;
  const { household } = found;
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
