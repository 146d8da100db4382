/** Somebody takes a consent back. Purposes stand alone: one that goes takes no other along. */
import { audit } from '../db/audit.ts';
import type { Deps } from '../deps.ts';
import { membershipOf } from '../household/household-of.ts';
import { newestConsent, type Purpose } from './consent-of.ts';
import { withdrawSlip } from './slip-consent.ts';

/**
 * From here on what the purpose allowed stops; for purpose 1 householdOf() no longer finds the file for this account.
 * What was never given, or was withdrawn before, stays as it is. A slip that the household signed goes along.
 */
export async function withdrawConsent(deps: Deps, { accountId, purpose }: { accountId: string; purpose: Purpose }): Promise<void> {
  const consent = await newestConsent(deps, accountId, purpose);
  if (consent?.act !== 'given') return;
  const id = deps.ids.next();
  await deps.db.consent.create({ data: { ...consent, id, act: 'withdrawn', method: 'chat', at: deps.clock.now() } });
  await audit(deps, { actor: `account:${accountId}`, action: 'consent.withdrawn', subject: `consent:${id}`, detail: { purpose } });
  if (purpose !== 'selfAssessment') return;
  const household = await membershipOf(deps, accountId);
  if (household) await withdrawSlip(deps, { householdId: household.id, actor: `account:${accountId}`, method: 'chat' });
}
