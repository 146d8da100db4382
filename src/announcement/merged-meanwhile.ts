/**
 * Officers find that households are one family while an announcement to them is fixed, some khu phố at a time, or on its way: the family gets it once, and
 * does not miss it either.
 */
import type { RawDb } from '../db/raw.ts';

/** A recipient whose turn has come; its conversation is locked, as it is by whoever merges its household. */
export interface Turn {
  position: bigint | string;
  householdId: string;
}

export interface MergedMeanwhile {
  /** Positions of those whose family has it, or may yet get it, as another household that it was. */
  another: string[];
  /** Of those whose chat is still of the family, in whichever of its households. */
  stays: string[];
}

/** Hardly anybody is merged: that is asked first, and of all of a page at once. */
export async function mergedMeanwhile(db: RawDb, turns: readonly Turn[]): Promise<MergedMeanwhile> {
  const households = turns.map(({ householdId }) => householdId);
  const joined = new Set((await db.$queryRawUnsafe<{ id: string }[]>(joinedSql, households)).map(({ id }) => id));
  if (joined.size === 0) return { another: [], stays: [] };
  const positions = turns.filter(({ householdId }) => joined.has(householdId)).map(({ position }) => String(position));
  const rows = await db.$queryRawUnsafe<{ position: string; another: boolean; stays: boolean }[]>(familySql, positions);
  const those = (is: (row: (typeof rows)[number]) => boolean) => rows.filter(is).map(({ position }) => position);
  return { another: those(({ another }) => another), stays: those(({ stays }) => stays) };
}

/** Of the households `$1`, those that were merged into another, and those that others were merged into. */
const joinedSql = `
SELECT h.id FROM unnest($1::uuid[]) AS one(id)
CROSS JOIN LATERAL (SELECT id, "mergedIntoId" FROM "Household" WHERE id = one.id OFFSET 0) h
WHERE h."mergedIntoId" IS NOT NULL OR EXISTS (SELECT 1 FROM "Household" double WHERE double."mergedIntoId" = h.id OFFSET 0)`;

/**
 * Of a family those that have it or may yet get it come first, then whose turn has not come: the one that is kept, those that went into it, and so on. Who
 * failed keeps no other. $1 positions.
 */
const familySql = `
WITH RECURSIVE up AS (
  SELECT r.position AS turn, h.id, h."mergedIntoId" AS "into" FROM "Recipient" r JOIN "Household" h ON h.id = r."householdId" WHERE r.position = ANY($1::bigint[])
  UNION ALL SELECT up.turn, above.id, above."mergedIntoId" FROM up JOIN "Household" above ON above.id = up."into"
), family AS (
  SELECT turn, id, 0 AS depth FROM up WHERE "into" IS NULL
  UNION ALL SELECT family.turn, double.id, family.depth + 1 FROM family JOIN "Household" double ON double."mergedIntoId" = family.id
)
SELECT r.position::text,
  EXISTS (SELECT 1 FROM "Membership" m JOIN family ON family.id = m."householdId"
    WHERE family.turn = r.position AND m."accountId" = r."accountId" AND m."to" IS NULL) AS stays,
  EXISTS (SELECT 1 FROM family JOIN "Recipient" other ON other."householdId" = family.id LEFT JOIN "Message" got ON got.id = other."messageId"
    WHERE family.turn = r.position AND other."announcementId" = r."announcementId" AND other.position <> r.position AND other."left" IS NULL
      AND CASE WHEN other."messageId" IS NOT NULL THEN got.state NOT IN ('failed', 'cancelled', 'expired')
        ELSE other."accountId" IS NOT NULL AND (family.depth, other.position) < (own.depth, r.position) END) AS another
FROM "Recipient" r JOIN family own ON own.turn = r.position AND own.id = r."householdId"
WHERE r.position = ANY($1::bigint[])`;
