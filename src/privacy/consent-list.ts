/** What an account has agreed to, with whom and since when. */
import type { Deps } from '../deps.ts';
import type { Sentence } from '../flow/session.ts';
import { newestConsent, purposes } from './consent-of.ts';

/** One sentence a purpose that was ever asked, in the order of the purposes. */
export async function listConsents(deps: Deps, { accountId }: { accountId: string }): Promise<Sentence[]> {
  const lines: Sentence[] = [];
  for (const purpose of purposes) {
    const consent = await newestConsent(deps, accountId, purpose);
    if (!consent) continue;
    const { name } = await deps.db.organisation.findUniqueOrThrow({ where: { id: consent.organisationId }, select: { name: true } });
    const params = { purpose: { key: `act.consent.${purpose}` }, controller: name, at: { date: consent.at.toISOString() } };
    lines.push({ key: `act.consent.${consent.act}`, params });
  }
  return lines;
}
