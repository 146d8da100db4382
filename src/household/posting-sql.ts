/** Whose name may hang where everybody reads it: an account of the household agrees to that, and no other of its accounts that was asked does not. */

/**
 * Whether the name of a household may be posted.
 * @param household SQL of its id
 * @param organisation SQL of the id of the Hội with which it agrees
 */
export function postingSql(household: string, organisation: string): string {
  return `COALESCE((
    SELECT bool_and(c.act = 'given' AND c."organisationId" = ${organisation})
    FROM "Membership" m
    CROSS JOIN LATERAL (
      SELECT act, "organisationId" FROM "Consent" WHERE "accountId" = m."accountId" AND purpose = 'publicList' ORDER BY at DESC, id DESC LIMIT 1
    ) c
    WHERE m."householdId" = ${household} AND m."to" IS NULL), false)`;
}
