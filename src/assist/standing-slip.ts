/** A slip of paper that stands as the household's yes, as its member may want to speak of it. */
import type { Deps } from '../deps.ts';
import { membershipOf } from '../household/household-of.ts';
import { newestSlip } from '../privacy/slip-consent.ts';

/** So long what is said in words may well be meant for the notice of it. */
const FRESH_MS = 3 * 24 * 60 * 60 * 1000;

type Standing =
  /** `at`: the moment from which it stands; null: long ago. */
  { outcome: 'stands'; at: string | null } | { outcome: 'nothing' } | { outcome: 'notMember' };

export async function standingSlip(deps: Deps, { accountId }: { accountId: string }): Promise<Standing> {
  const household = await membershipOf(deps, accountId);
  if (!household) return { outcome: 'notMember' };
  const slip = await newestSlip(deps, household.id);
  if (slip?.act !== 'given') return { outcome: 'nothing' };
  const isFresh = deps.clock.now().getTime() - slip.at.getTime() < FRESH_MS;
  return { outcome: 'stands', at: isFresh ? slip.at.toISOString() : null };
}
