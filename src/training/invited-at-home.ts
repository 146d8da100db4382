/** Which officers have the invitation to a training as a family already, or may yet get it, in a chat in which they are spoken with. */
import { mayHaveSql } from '../announcement/family-sql.ts';
import type { Deps } from '../deps.ts';

interface Invitation {
  id: string;
  unitCode: string;
}

/**
 * Nobody is asked twice, whichever of the two comes first: see audience-sql.ts for the other way round. Returns ids of officers.
 * @param officerId null: whoever it is; else only this one is looked for
 */
export async function invitedAtHome(
  { db }: Pick<Deps, 'db'>,
  { id, unitCode }: Invitation,
  officerId: string | null,
): Promise<Set<string>> {
  const button = JSON.stringify([{ trainingId: id }]);
  const rows = await db.$queryRawUnsafe<{ officerId: string }[]>(invitedSql, unitCode, button, officerId);
  return new Set(rows.map((row) => row.officerId));
}

/** $1 ward, $2 what one of the buttons says, $3 officer; null: all. */
const invitedSql = `
SELECT DISTINCT held."officerId" FROM "Announcement" n
JOIN "Recipient" other ON other."announcementId" = n.id JOIN "OfficerAccount" held ON held."accountId" = other."accountId" AND held."to" IS NULL
LEFT JOIN "Message" got ON got.id = other."messageId"
WHERE n."unitCode" = $1 AND n.buttons @> $2::jsonb AND ($3::uuid IS NULL OR held."officerId" = $3::uuid) AND ${mayHaveSql()}`;
