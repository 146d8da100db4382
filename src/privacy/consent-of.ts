/** What an account has agreed to: per purpose the newest act is what holds. */
import type { Deps } from '../deps.ts';

export const purposes = ['selfAssessment', 'announcements', 'publicList'] as const;
export type Purpose = (typeof purposes)[number];

/** The newest act for a purpose, or null when it was never asked. */
export async function newestConsent(deps: Deps, accountId: string, purpose: Purpose) {
  return deps.db.consent.findFirst({ where: { accountId, purpose }, orderBy: [{ at: 'desc' }, { id: 'desc' }] });
}

/** True while the consent is given and not withdrawn. */
export async function holds(deps: Deps, accountId: string, purpose: Purpose): Promise<boolean> {
  return (await newestConsent(deps, accountId, purpose))?.act === 'given';
}

/** Per purpose: agreed, not agreed, or null when never asked. */
export async function consentsOf(deps: Deps, accountId: string): Promise<Record<Purpose, boolean | null>> {
  const newest = await Promise.all(purposes.map((purpose) => newestConsent(deps, accountId, purpose)));
  const answers = newest.map((consent) => (consent ? consent.act === 'given' : null));
  return { selfAssessment: answers[0] ?? null, announcements: answers[1] ?? null, publicList: answers[2] ?? null };
}
