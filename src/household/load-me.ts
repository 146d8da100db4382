/** Where an account stands, all at once: for the menu. */
import { statusOf } from '../assessment/status-of.ts';
import type { Deps } from '../deps.ts';
import { membershipOf } from './household-of.ts';
import { othersAgree } from './others-agree.ts';
import { placeOf } from './places.ts';
import { standingConsents } from './standing-consents.ts';

/** Null: not a member of any household. */
export async function loadMe(deps: Deps, { accountId }: { accountId: string }) {
  const household = await membershipOf(deps, accountId);
  if (!household) return null;
  const { stoppedAt } = await deps.db.account.findUniqueOrThrow({ where: { id: accountId }, select: { stoppedAt: true } });
  const consents = await standingConsents(deps, { accountId });
  return {
    code: household.code,
    ...placeOf(household.area),
    verified: household.verifiedAt !== null,
    ...(await statusOf(deps, accountId)),
    consents,
    othersGoOn: consents.selfAssessment === false && (await othersAgree(deps, accountId)),
    stopped: stoppedAt !== null,
  };
}
