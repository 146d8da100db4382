/** "Cần nhắc tận nơi": households that a reminder could not reach, and that have still not done what it was about. */
import { refusedSql } from '../announcement/audience-sql.ts';
import { closesSql } from '../assessment/season-of.ts';
import { audit } from '../db/audit.ts';
import type { Deps } from '../deps.ts';
import type { Scope } from '../officer/scope.ts';
import { localDate } from '../season/calendar.ts';
import type { HouseholdState } from '../season/rules.ts';
import { IN_PERSON } from './left-out.ts';
import { isInStateSql, isSnoozedSql, ruleSql } from './still-holds.ts';

export interface ToRemind {
  householdId: string;
  code: string;
  /** Empty: not named. */
  headName: string;
  unit: string;
  /** Null: "chưa xếp khu phố". */
  area: string | null;
  /** Of the reminder: its rule and its local date. */
  rule: string;
  date: string;
  /** What it was about. */
  state: HouseholdState;
  /** The last local date of self-assessment. */
  closes: string;
  why: (typeof IN_PERSON)[number] | 'failed';
}

export interface ToRemindList {
  households: ToRemind[];
  /** Of them all. */
  count: number;
}

/** Names a page, which the audit keeps. */
const PAGE = 100;

/** By khu phố. The newest reminder of each that did not reach it; who was told since, or reached by a later one, is not on it. Needs a transaction. */
export async function listToRemind(deps: Deps, { scope }: { scope: Scope }): Promise<ToRemindList> {
  const all = await toRemindIn(deps, scope);
  const households = all.slice(0, PAGE);
  if (households.length > 0) {
    const officer = `officer:${scope.officerId}`;
    await audit(deps, { actor: officer, action: 'reminder.list', subject: officer, detail: { households: households.length } });
  }
  return { households, count: all.length };
}

export async function countToRemind(deps: Deps, scope: Pick<Scope, 'wards' | 'areas'>): Promise<number> {
  return (await toRemindIn(deps, scope)).length;
}

/** @param householdId absent: all of the scope */
export function toRemindIn(deps: Deps, { wards, areas }: Pick<Scope, 'wards' | 'areas'>, householdId?: string): Promise<ToRemind[]> {
  const now = deps.clock.now();
  return deps.db.$queryRawUnsafe<ToRemind[]>(listSql, wards, areas, now, localDate(now), householdId ?? null);
}

/** One of the household `h` has said no since, who had not been asked when the reminder was due. */
const refusedSinceSql = `(o."left" = 'notAsked' AND EXISTS (
  SELECT 1 FROM "Membership" ms JOIN "Account" a ON a.id = ms."accountId" WHERE ms."householdId" = h.id AND ms."to" IS NULL AND ${refusedSql}))`;

const leftOutSql = `o."left" IN (${IN_PERSON.map((why) => `'${why}'`).join(', ')})`;

/** What did not reach its household: it was left out, the channel would not have taken it by then, or it took it and could not bring it. */
const unreachedSql = `(${leftOutSql} OR m.state = 'failed' OR (m.state = 'cancelled' AND m.reason = 'window'))`;

/** $1 wards, $2 khu phố, $3 now, $4 today, $5 household. */
const listSql = `
SELECT h.id AS "householdId", h.code, h."headName", u.name AS unit, CASE WHEN place.kind <> 'unplaced' THEN place.name END AS area,
  o.rule, o.date::text, rule.rule->>'state' AS state, closing.day AS closes,
  CASE WHEN ${leftOutSql} THEN o."left" WHEN m.state = 'failed' THEN 'failed' ELSE 'closed' END AS why
FROM "Area" place JOIN "Unit" u ON u.code = place."unitCode" JOIN "Household" h ON h."areaId" = place.id AND h."mergedIntoId" IS NULL
CROSS JOIN LATERAL (
  SELECT * FROM "Reminder" WHERE "householdId" = h.id AND COALESCE("left", '') NOT IN ('cap', 'today') ORDER BY at DESC, rule LIMIT 1) o
LEFT JOIN "Message" m ON m.id = o."messageId"
JOIN "Season" s ON s.id = o."seasonId" CROSS JOIN LATERAL (${ruleSql('s', 'o.sha')}) rule
CROSS JOIN LATERAL (${closesSql({ season: 's', unitCode: 'place."unitCode"' })}) closing
WHERE (place."unitCode" = ANY($1::text[]) OR place.id = ANY($2::uuid[])) AND ($5::uuid IS NULL OR h.id = $5::uuid)
  AND ${unreachedSql} AND (rule.rule->>'state' = 'returned' OR closing.day >= $4)
  AND NOT EXISTS (SELECT 1 FROM "ReminderTold" told WHERE told."householdId" = h.id AND told.at >= o.at)
  AND NOT COALESCE(${refusedSinceSql}, false)
  AND NOT ${isSnoozedSql('h.id', '$3::timestamptz')}
  AND ${isInStateSql({ household: 'h.id', seasonId: 'o."seasonId"', state: "rule.rule->>'state'" })}
ORDER BY u.name, place.name, h."headNameKey", h.id`;
