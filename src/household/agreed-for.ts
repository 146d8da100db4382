import type { Deps } from '../deps.ts';
import { newestConsent } from '../privacy/consent-of.ts';
import { controllerOf } from './controller-of.ts';

/** True when purpose 1 was agreed to with the very Hội that answers for this unit. */
export async function agreedFor(deps: Deps, accountId: string, unitCode: string): Promise<boolean> {
  const consent = await newestConsent(deps, accountId, 'selfAssessment');
  if (consent?.act !== 'given') return false;
  return consent.organisationId === (await controllerOf(deps, unitCode)).id;
}
