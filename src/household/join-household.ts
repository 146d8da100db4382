/** One more account of a family comes in with a member's code. */
import { audit } from '../db/audit.ts';
import type { Deps } from '../deps.ts';
import { officerIn } from '../officer/scope.ts';
import { agreedFor } from './agreed-for.ts';
import { membershipOf } from './household-of.ts';
import { type Asked, lookUpCode } from './look-up-code.ts';
import { placeOf } from './places.ts';
import { countWrongCode } from './wrong-codes.ts';

type Place = ReturnType<typeof placeOf>;

type Joined =
  | ({ outcome: 'joined'; code: string } & Place)
  /** The code is good and stays so, but purpose 1 has to be agreed to first. */
  | ({ outcome: 'held' } & Place)
  | { outcome: 'already'; code: string }
  /** It invites to an officer's duty, and to no family. */
  | { outcome: 'office'; code: string }
  /** It asks whether somebody may fill in for a household. */
  | { outcome: 'assist'; code: string }
  | { outcome: 'invalid' }
  /** So many wrong codes that none is looked at for a while. */
  | { outcome: 'tooMany' }
  /** Six digits that stand for no invitation now; `closed`: for a while none are looked at, whoever types them. */
  | { outcome: 'unknownDigits'; closed: boolean };

export async function joinHousehold(deps: Deps, asked: Asked): Promise<Joined> {
  const { accountId } = asked;
  const existing = await membershipOf(deps, accountId);
  if (existing) return { outcome: 'already', code: existing.code };
  const found = await lookUpCode(deps, asked, ['join', 'officer', 'assist']);
  if (found.outcome === 'tooMany' || found.outcome === 'unknownDigits') return found;
  if (found.outcome !== 'found') return { outcome: 'invalid' };
  if (found.code.kind === 'officer') return { outcome: 'office', code: found.typed };
  if (found.code.kind === 'assist') return { outcome: 'assist', code: found.typed };
  const invitation = await lockInvitation(deps, found.code.id);
  if (!invitation) {
    await countWrongCode(deps, accountId);
    return { outcome: 'invalid' };
  }
  const household = await deps.db.household.findUnique({
    where: { id: invitation.householdId },
    include: { area: { include: { unit: true } } },
  });
  if (!household) return { outcome: 'invalid' };
  const place = placeOf(household.area);
  if (!(await agreedFor(deps, accountId, place.unit.code))) return { outcome: 'held', ...place };
  await admit(deps, accountId, invitation);
  return { outcome: 'joined', code: household.code, ...place };
}

interface Invitation {
  id: string;
  householdId: string;
  accountId: string | null;
  /** The officer who gave it in person; null: a member made it. */
  madeBy: string | null;
}

/** Locked until the end of the transaction, so that a single-use code is used by one. */
async function lockInvitation(deps: Deps, id: string): Promise<Invitation | null> {
  const [row] = await deps.db.$queryRaw<Invitation[]>`
    SELECT id, "householdId", "accountId", "madeBy" FROM "Code"
    WHERE id = ${id}::uuid AND kind = 'join' AND "usedAt" IS NULL AND "expiresAt" > ${deps.clock.now()} AND "householdId" IS NOT NULL
    FOR UPDATE`;
  return row ?? null;
}

async function admit(deps: Deps, accountId: string, { id, householdId, accountId: approvedBy, madeBy }: Invitation): Promise<void> {
  const now = deps.clock.now();
  const officerId = officerIn(madeBy);
  await deps.db.code.update({ where: { id }, data: { usedAt: now, usedBy: accountId } });
  await deps.db.membership.create({ data: { id: deps.ids.next(), accountId, householdId, approvedBy, officerId, from: now } });
  const actor = `account:${accountId}`;
  const detail = { code: id, approvedBy, ...(officerId && { officer: officerId }) };
  await audit(deps, { actor, action: 'household.join', subject: `household:${householdId}`, detail });
}
