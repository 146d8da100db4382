/** What an account has agreed to with the Hội that answers for its household now. */
import type { Deps } from '../deps.ts';
import { type Consents, consentsOf } from '../privacy/consent-of.ts';
import { controllerOf } from './controller-of.ts';
import { membershipOf } from './household-of.ts';

/** Before there is a household: with whoever was asked. */
export async function standingConsents(deps: Deps, { accountId }: { accountId: string }): Promise<Consents> {
  const household = await membershipOf(deps, accountId);
  const controller = household && (await controllerOf(deps, household.area.unitCode));
  return consentsOf(deps, accountId, controller?.id ?? null);
}
