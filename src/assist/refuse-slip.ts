/** "Nhà tôi không ký": the household says on its own phone that it signed no such slip. What was written down of it ends at once. */
import type { Deps } from '../deps.ts';
import { membershipOf } from '../household/household-of.ts';
import { lockToTell } from '../household/lock-to-tell.ts';
import type { TellOfficer } from '../household/tell-household.ts';
import { keepersOf } from '../officer/keepers-of.ts';
import { officerOf } from '../officer/officer-of.ts';
import { newestSlip, withdrawSlip } from '../privacy/slip-consent.ts';
import { slipRefusedNotice } from './notices.ts';
import { endVisit, lockVisit, type Visit } from './visit.ts';

export interface RefuseSlipOptions {
  accountId: string;
  tell: TellOfficer;
}

type Refused =
  | { outcome: 'refused' }
  /** No slip of the household stands. */
  | { outcome: 'nothing' }
  | { outcome: 'notMember' };

/** The conversation is locked. Needs a transaction. */
export async function refuseSlip(deps: Deps, { accountId, tell }: RefuseSlipOptions): Promise<Refused> {
  const household = await membershipOf(deps, accountId);
  if (!household) return { outcome: 'notMember' };
  const { id: householdId, areaId } = household;
  // An officer who presses it in their own chat reads of it there.
  const self = await officerOf(deps, accountId);
  const keepers = await keepersOf(deps, { areaId, except: self?.officerId ?? '' });
  await lockToTell(deps, householdId, keepers);
  const slip = await newestSlip(deps, householdId);
  if (slip?.act !== 'given') return { outcome: 'nothing' };
  const visits = await endVisitsOf(deps, householdId);
  await withdrawSlip(deps, { householdId, actor: `account:${accountId}`, method: 'chat' });
  const newest = visits.find(({ consentId }) => consentId === slip.id) ?? visits[0];
  if (newest) for (const officerId of keepers) await tell(deps, officerId, await slipRefusedNotice(deps, newest, householdId));
  return { outcome: 'refused' };
}

/** Every one that goes on by a slip: what a member agreed to on a phone is not what is refused here. Returns also those over already. */
async function endVisitsOf(deps: Deps, householdId: string) {
  const slips = await deps.db.consent.findMany({
    where: { householdId, act: 'given', method: { startsWith: 'slip:' } },
    select: { id: true },
  });
  const visits = await deps.db.assist.findMany({
    where: { householdId, consentId: { in: slips.map(({ id }) => id) } },
    orderBy: { at: 'desc' },
    select: { id: true, officerId: true, role: true, consentId: true, endedAt: true },
  });
  for (const { id } of visits.filter(({ endedAt }) => endedAt === null)) {
    await lockVisit(deps, id);
    await endVisit(deps, id, 'withdrawn');
  }
  return visits.map(({ role, ...visit }) => ({ ...visit, role: role as Visit['role'] }));
}
