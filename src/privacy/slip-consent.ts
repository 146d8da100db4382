/** Consents that a household signed on a slip of paper: they are the household's, no account's. */
import { audit } from '../db/audit.ts';
import type { Deps } from '../deps.ts';
import { withMerged } from '../household/merged-into.ts';
import type { Purpose } from './consent-of.ts';

/** What can be agreed to on a slip. */
export type SlipPurpose = Extract<Purpose, 'selfAssessment' | 'publicList'>;

/** The newest act on slips for a purpose of the household, and of those that were merged into it; null: it never signed one. */
export async function newestSlip(deps: Pick<Deps, 'db'>, householdId: string, purpose: SlipPurpose = 'selfAssessment') {
  const where = { householdId: { in: await withMerged(deps, householdId) }, purpose };
  return deps.db.consent.findFirst({ where, orderBy: [{ at: 'desc' }, { id: 'desc' }] });
}

export interface WithdrawSlip {
  householdId: string;
  /** As the audit names them. */
  actor: string;
  /** "chat", or the slip on which it was taken back. */
  method: string;
}

/** From here on the slip allows nothing, whatever was agreed to on it. False: none stood. */
export async function withdrawSlip(deps: Deps, asked: WithdrawSlip): Promise<boolean> {
  const stood = await withdrawPurpose(deps, asked, 'selfAssessment');
  await withdrawPurpose(deps, asked, 'publicList');
  return stood;
}

async function withdrawPurpose(deps: Deps, { householdId, actor, method }: WithdrawSlip, purpose: SlipPurpose): Promise<boolean> {
  const slip = await newestSlip(deps, householdId, purpose);
  if (slip?.act !== 'given') return false;
  const id = deps.ids.next();
  await deps.db.consent.create({ data: { ...slip, id, householdId, act: 'withdrawn', method, at: deps.clock.now() } });
  await audit(deps, { actor, action: 'consent.withdrawn', subject: `consent:${id}`, detail: { purpose: slip.purpose, slip: true } });
  return true;
}
