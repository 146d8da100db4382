/** What an account has agreed to: per purpose the newest act is what holds, with the Hội that it named. */
import type { Deps } from '../deps.ts';

export const purposes = ['selfAssessment', 'announcements', 'publicList'] as const;
export type Purpose = (typeof purposes)[number];
/** Per purpose: agreed, not agreed, or null when this Hội has never asked. */
export type Consents = Record<Purpose, boolean | null>;

/** The newest act for a purpose, or null when it was never asked. */
export async function newestConsent(deps: Deps, accountId: string, purpose: Purpose) {
  return deps.db.consent.findFirst({ where: { accountId, purpose }, orderBy: [{ at: 'desc' }, { id: 'desc' }] });
}

/**
 * What holds with one Hội. A "yes" to another one counts as never asked; a "no" and a withdrawal stand, whoever asks.
 * @param controllerId null: not known yet, then whoever was agreed with
 */
export async function consentsOf(deps: Deps, accountId: string, controllerId: string | null): Promise<Consents> {
  const newest = await deps.db.$queryRaw<({ purpose: Purpose } & NewestAct)[]>`
    SELECT DISTINCT ON (purpose) purpose::text, act::text, "organisationId" FROM "Consent"
    WHERE "accountId" = ${accountId}::uuid ORDER BY purpose, at DESC, id DESC`;
  return standingAmong(Object.fromEntries(newest.map((one) => [one.purpose, one])), controllerId);
}

export interface NewestAct {
  act: string;
  organisationId: string;
}

/** As `consentsOf`, of what is at hand: the newest act for each purpose that was ever asked. */
export function standingAmong(newest: Partial<Record<string, NewestAct>>, controllerId: string | null): Consents {
  const of = (purpose: Purpose) => standing(newest[purpose], controllerId);
  return { selfAssessment: of('selfAssessment'), announcements: of('announcements'), publicList: of('publicList') };
}

function standing(newest: NewestAct | undefined, controllerId: string | null): boolean | null {
  if (newest === undefined) return null;
  if (newest.act !== 'given') return false;
  return controllerId === null || newest.organisationId === controllerId ? true : null;
}
