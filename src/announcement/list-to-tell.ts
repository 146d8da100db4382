/** "Cần báo trực tiếp": households of an announcement that no message reaches, by khu phố. */
import { audit } from '../db/audit.ts';
import type { Deps } from '../deps.ts';
import { findAnnouncement, type OneAnnouncement } from './announcement-in-hand.ts';
import { familySql, mayHaveSql } from './family-sql.ts';
import { placesOf, theirSql } from './list-recipients.ts';
import { outcomeSql, reasonSql, recipientsSql } from './outcome-sql.ts';

export interface ToTell {
  householdId: string;
  code: string;
  /** Empty: not named. */
  headName: string;
  houseCode: string | null;
  areaId: string;
  /** Null: "chưa xếp khu phố". */
  area: string | null;
  /** Why no message reaches it. */
  why: string;
}

export interface ToTellCount {
  areaId: string;
  area: string | null;
  households: number;
  /** Of those that no message reaches, told in person already. */
  told: number;
}

export type ListedToTell =
  | {
      outcome: 'listed' /** All of their places. */;
      areas: ToTellCount[] /** Of one khu phố: the one asked for, or the only one. */;
      households: ToTell[];
    }
  | { outcome: 'notFound' };

const MOST = 500;

/**
 * Nobody is asked to visit who did not want to hear: whoever refused purpose 2, or stopped, is not on it; whoever was never asked is. Once an announcement begins;
 * before, nobody is known. Names households, which the audit keeps. Needs a transaction.
 */
export async function listToTell(deps: Deps, { areaId, ...one }: OneAnnouncement & { areaId?: string }): Promise<ListedToTell> {
  if (!(await findAnnouncement(deps, one))) return { outcome: 'notFound' };
  const { scope, announcementId } = one;
  const values = [announcementId, ...placesOf(scope)];
  const areas = await deps.db.$queryRawUnsafe<ToTellCount[]>(countSql, ...values);
  const of = areaId ?? (areas.length === 1 ? areas[0]?.areaId : undefined);
  const households = of === undefined ? [] : await deps.db.$queryRawUnsafe<ToTell[]>(listSql, ...values, of, MOST);
  const detail = { households: households.length };
  await audit(deps, {
    actor: `officer:${scope.officerId}`,
    action: 'announcement.toTell',
    subject: `announcement:${announcementId}`,
    detail,
  });
  return { outcome: 'listed', areas, households };
}

/** What was left out or failed for a reason that is no wish of theirs. What waits or is held may still arrive; what is uncertain may have. */
const unreachedSql = `${outcomeSql} IN ('left', 'failed') AND COALESCE(${reasonSql}, '') NOT IN ('noConsent', 'stopped', 'asOfficer', 'cap', 'merged', 'erased', 'restored', 'cancelled')`;

/** The family has it, or may yet get it, as another household that officers have merged into this one since, on whatever way. */
const hasItSql = `r.position IN (
  WITH RECURSIVE ${familySql(`r."announcementId" = $1::uuid AND h."mergedIntoId" IS NULL
    AND EXISTS (SELECT 1 FROM "Household" double WHERE double."mergedIntoId" = h.id)`)}
  SELECT family.turn FROM family JOIN "Recipient" other ON other."householdId" = family.id AND other."announcementId" = $1::uuid
  LEFT JOIN "Message" got ON got.id = other."messageId" WHERE ${mayHaveSql()})`;

const fromSql = `
FROM ${recipientsSql} JOIN "Household" h ON h.id = r."householdId" AND h."mergedIntoId" IS NULL JOIN "Area" area ON area.id = h."areaId"
LEFT JOIN "AnnouncementTold" told ON told."announcementId" = r."announcementId" AND told."householdId" = r."householdId"
WHERE r."announcementId" = $1::uuid AND ${theirSql} AND ${unreachedSql} AND NOT ${hasItSql}`;

const countSql = `
SELECT area.id AS "areaId", CASE WHEN area.kind <> 'unplaced' THEN area.name END AS area,
  count(*) FILTER (WHERE told.at IS NULL)::int AS households, count(*) FILTER (WHERE told.at IS NOT NULL)::int AS told
${fromSql} GROUP BY area.id ORDER BY area.name`;

/** $4 khu phố, $5 how many. */
const listSql = `
SELECT h.id AS "householdId", h.code, h."headName", h."houseCode", area.id AS "areaId", CASE WHEN area.kind <> 'unplaced' THEN area.name END AS area,
  ${reasonSql} AS why
${fromSql} AND told.at IS NULL AND area.id = $4::uuid
ORDER BY h."headNameKey", h.id LIMIT $5::int`;
