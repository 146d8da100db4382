/**
 * Whose name may hang where everybody reads it: an account of the household agrees to that, and no other of its accounts that was asked does
 * not. Where it signed a slip, that is one more voice, until somebody of it is asked on their own phone.
 */

/** What was said of it, by whom of the household: `act`, `"organisationId"`. */
function saidSql(household: string): string {
  return `
    SELECT c.act, c."organisationId" FROM "Membership" m
    CROSS JOIN LATERAL (
      SELECT act, "organisationId" FROM "Consent" WHERE "accountId" = m."accountId" AND purpose = 'publicList' ORDER BY at DESC, id DESC LIMIT 1
    ) c
    WHERE m."householdId" = ${household} AND m."to" IS NULL
    UNION ALL
    SELECT slip.act, slip."organisationId" FROM (
      SELECT act, "organisationId", at FROM "Consent"
      WHERE "householdId" = ${household} AND purpose = 'publicList' ORDER BY at DESC, id DESC LIMIT 1
    ) slip
    WHERE NOT EXISTS (
      SELECT 1 FROM "Membership" m JOIN "Consent" own ON own."accountId" = m."accountId" AND own.purpose = 'publicList' AND own.at > slip.at
      WHERE m."householdId" = ${household} AND m."to" IS NULL)`;
}

/**
 * Whether the name of a household may be posted.
 * @param household SQL of its id
 * @param organisation SQL of the id of the Hội with which it agrees
 */
export function postingSql(household: string, organisation: string): string {
  return `COALESCE((
    SELECT bool_and(said.act = 'given' AND said."organisationId" = ${organisation}) FROM (${saidSql(household)}) said), false)`;
}

/** Whether somebody of the household said no to it, or took a yes back. */
export function declinedSql(household: string): string {
  return `COALESCE((SELECT bool_or(said.act <> 'given') FROM (${saidSql(household)}) said), false)`;
}
