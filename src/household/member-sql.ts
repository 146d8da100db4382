/** Pieces of SQL that several statements about members have in common. */

/** The household that each of the accounts `$1` is a member of now: `"accountId"`, `"householdId"`. */
export const membersSql = `
  SELECT DISTINCT ON ("accountId") "accountId", "householdId" FROM "Membership"
  WHERE "accountId" = ANY($1::uuid[]) AND "to" IS NULL ORDER BY "accountId", "from" DESC`;

/** The Hội that answers for where `area` is: as controller-of.ts finds it. */
export const controllerSql = `
  SELECT id FROM "Organisation"
  WHERE "unitCode" = area."unitCode" OR (level = 'city' AND until IS NULL)
  ORDER BY "unitCode" = area."unitCode" DESC NULLS LAST LIMIT 1`;
