import type { Deps } from '../deps.ts';
import { membershipOf } from '../household/household-of.ts';

export interface Place {
  areaId: string | null;
  unitCode: string | null;
}

/** Where somebody who calls for help lives, as far as the service knows: of their household, of a call that waits, or of the Hội they agreed with. */
export async function callerPlace(deps: Deps, accountId: string): Promise<Place> {
  const household = await membershipOf(deps, accountId);
  if (household) return { areaId: household.areaId, unitCode: household.area.unitCode };
  const consent = await deps.db.consent.findFirst({ where: { accountId }, orderBy: { at: 'desc' } });
  const organisation = consent && (await deps.db.organisation.findUnique({ where: { id: consent.organisationId } }));
  if (organisation?.unitCode) return { areaId: null, unitCode: organisation.unitCode };
  const open = await deps.db.helpRequest.findFirst({ where: { accountId, state: { not: 'closed' }, unitCode: { not: null } } });
  return { areaId: null, unitCode: open?.unitCode ?? null };
}
