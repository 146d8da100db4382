/** One more account of a family comes in with a member's code. */
import { audit } from '../db/audit.ts';
import type { Deps } from '../deps.ts';
import { speaksFor } from '../officer/officer-of.ts';
import { officerIn } from '../officer/scope.ts';
import { agreedFor } from './agreed-for.ts';
import { lockHousehold, membershipOf } from './household-of.ts';
import { lockToTell } from './lock-to-tell.ts';
import { type Asked, type LivingCode, lookUpCode } from './look-up-code.ts';
import { placeOf } from './places.ts';
import type { Notice, TellHousehold } from './tell-household.ts';
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
  /** The officer who made the code would let themselves in. */
  | { outcome: 'ownCode' }
  | { outcome: 'invalid' }
  /** So many wrong codes that none is looked at for a while. */
  | { outcome: 'tooMany' }
  /** Six digits that stand for no invitation now; `closed`: for a while none are looked at, whoever types them. */
  | { outcome: 'unknownDigits'; closed: boolean };

export interface JoinOptions extends Asked {
  tell: TellHousehold;
}

/** The members hear of whom an officer's code lets in. The conversation is locked; needs a transaction. */
export async function joinHousehold(deps: Deps, { tell, ...asked }: JoinOptions): Promise<Joined> {
  const { accountId } = asked;
  const existing = await membershipOf(deps, accountId);
  if (existing) return { outcome: 'already', code: existing.code };
  const found = await lookUpCode(deps, asked, ['join', 'officer', 'assist']);
  if (found.outcome === 'tooMany' || found.outcome === 'unknownDigits') return found;
  if (found.outcome !== 'found') return { outcome: 'invalid' };
  if (found.code.kind === 'officer') return { outcome: 'office', code: found.typed };
  if (found.code.kind === 'assist') return { outcome: 'assist', code: found.typed };
  const invitation = await lockInvitation(deps, found.code);
  if (!invitation) {
    await countWrongCode(deps, accountId);
    return { outcome: 'invalid' };
  }
  const household = await deps.db.household.findUnique({
    where: { id: invitation.householdId },
    include: { area: { include: { unit: true } } },
  });
  if (!household) return { outcome: 'invalid' };
  const officerId = officerIn(invitation.madeBy);
  if (officerId !== null && (await speaksFor(deps, accountId, officerId))) return { outcome: 'ownCode' };
  const place = placeOf(household.area);
  if (!(await agreedFor(deps, accountId, place.unit.code))) return { outcome: 'held', ...place };
  await admit(deps, accountId, invitation);
  if (officerId !== null) await tell(deps, { householdId: household.id, except: accountId }, await letInNotice(deps, officerId));
  return { outcome: 'joined', code: household.code, ...place };
}

interface Invitation {
  id: string;
  householdId: string;
  accountId: string | null;
  /** The officer who gave it in person; null: a member made it. */
  madeBy: string | null;
}

async function letInNotice({ db }: Deps, officerId: string): Promise<Notice> {
  const { name: officer } = await db.officer.findUniqueOrThrow({ where: { id: officerId }, select: { name: true } });
  const text = { key: 'household.notice.letIn', params: { officer } };
  return { text, away: { key: 'household.notice.letInAway' }, buttons: [{ key: 'menu.household' }] };
}

/**
 * Locked until the end of the transaction, so that a single-use code is used by one; before it the household, with those who may
 * be told: as whoever merges it does. A code that was moved with its household meanwhile is none now, and may be typed again.
 */
async function lockInvitation(deps: Deps, { id, householdId }: Pick<LivingCode, 'id' | 'householdId'>): Promise<Invitation | null> {
  if (householdId === null) return null;
  const made = await deps.db.code.findUnique({ where: { id }, select: { madeBy: true } });
  await (officerIn(made?.madeBy ?? null) === null ? lockHousehold(deps, householdId) : lockToTell(deps, householdId));
  const [row] = await deps.db.$queryRaw<Invitation[]>`
    SELECT id, "householdId", "accountId", "madeBy" FROM "Code"
    WHERE id = ${id}::uuid AND kind = 'join' AND "usedAt" IS NULL AND "expiresAt" > ${deps.clock.now()} AND "householdId" = ${householdId}::uuid
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
