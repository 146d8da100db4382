/**
 * Officers find that households are one family while an announcement to them is fixed, some khu phố at a time, or on its way: the family gets it once, and
 * does not miss it either.
 */
import type { RawDb } from '../db/raw.ts';
import { familySql, mayHaveSql } from './family-sql.ts';

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
  /** Of those whose family was several households. */
  families: string[];
}

/** Hardly anybody is merged: that is asked first, and of all of a page at once. */
export async function mergedMeanwhile(db: RawDb, turns: readonly Turn[]): Promise<MergedMeanwhile> {
  const households = turns.map(({ householdId }) => householdId);
  const joined = new Set((await db.$queryRawUnsafe<{ id: string }[]>(joinedSql, households)).map(({ id }) => id));
  if (joined.size === 0) return { another: [], stays: [], families: [] };
  const positions = turns.filter(({ householdId }) => joined.has(householdId)).map(({ position }) => String(position));
  const rows = await db.$queryRawUnsafe<{ position: string; another: boolean; stays: boolean }[]>(turnsSql, positions);
  const those = (is: (row: (typeof rows)[number]) => boolean) => rows.filter(is).map(({ position }) => position);
  return { another: those(({ another }) => another), stays: those(({ stays }) => stays), families: positions };
}

/** Of the households `$1`, those that were merged into another, and those that others were merged into. */
const joinedSql = `
SELECT h.id FROM unnest($1::uuid[]) AS one(id)
CROSS JOIN LATERAL (SELECT id, "mergedIntoId" FROM "Household" WHERE id = one.id OFFSET 0) h
WHERE h."mergedIntoId" IS NOT NULL OR EXISTS (SELECT 1 FROM "Household" double WHERE double."mergedIntoId" = h.id OFFSET 0)`;

/** Of a family those that have it or may yet get it come first, then whose turn has not come, as `familySql` orders them. $1 positions. */
const turnsSql = `
WITH RECURSIVE ${familySql('r.position = ANY($1::bigint[])')}
SELECT r.position::text,
  EXISTS (SELECT 1 FROM "Membership" m JOIN family ON family.id = m."householdId"
    WHERE family.turn = r.position AND m."accountId" = r."accountId" AND m."to" IS NULL) AS stays,
  EXISTS (SELECT 1 FROM family JOIN "Recipient" other ON other."householdId" = family.id LEFT JOIN "Message" got ON got.id = other."messageId"
    WHERE family.turn = r.position AND other."announcementId" = r."announcementId" AND other.position <> r.position
      AND ${mayHaveSql('(family.depth, other.position) < (own.depth, r.position)')}) AS another
FROM "Recipient" r JOIN family own ON own.turn = r.position AND own.id = r."householdId"
WHERE r.position = ANY($1::bigint[])`;

/** These leave out the family: it has it, or may get it, as another household, or has had as much as a week allows. */
const OF_ALL = ['merged', 'cap'];

/**
 * Who was left out because another of their family was to get it, which it then did not: their turn comes again. Nobody is left out for good twice, so it
 * comes to an end. The caller holds the announcement.
 * @param left of a page · @param families as `mergedMeanwhile` found them
 */
export async function putMergedBack(
  db: RawDb,
  left: readonly { position: string; left: string | null }[],
  families: readonly string[],
): Promise<void> {
  const those = left.filter((one) => families.includes(one.position) && one.left !== null && !OF_ALL.includes(one.left));
  if (those.length > 0)
    await db.$executeRawUnsafe(
      putBackSql,
      those.map(({ position }) => position),
    );
}

/** $1 positions. */
const putBackSql = `
WITH RECURSIVE ${familySql('r.position = ANY($1::bigint[])')}
UPDATE "Recipient" other SET "left" = NULL FROM family JOIN "Recipient" r ON r.position = family.turn
WHERE other."householdId" = family.id AND other."announcementId" = r."announcementId" AND other."left" = 'merged' AND other."accountId" IS NOT NULL`;
