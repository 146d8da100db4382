/**
 * The next households of a run become reminders: each with its message, in one transaction that also says how far the run is. Killed
 * anywhere, it goes on from there; whoever else runs it goes on from there too.
 */
import { gotSql, withDoublesSql } from '../announcement/audience-sql.ts';
import { agreedInSql, notifyWritten, ONE_AT_A_TIME, type Queued } from '../announcement/write-page.ts';
import { filesOf } from '../assessment/file-of.ts';
import type { Outbound } from '../channel/channel.ts';
import type { Deps } from '../deps.ts';
import type { Locale } from '../locale/locale.ts';
import { localDate, startOfLocalDay } from '../season/calendar.ts';
import { candidatesSql } from './candidates-sql.ts';
import type { Run } from './due-runs.ts';
import type { LeftOut, RunLeft } from './left-out.ts';
import { nextThing } from './next-thing.ts';
import { renderReminder } from './render-reminder.ts';
import { isInStateSql, isSnoozedSql, ruleSql } from './still-holds.ts';

export interface Page {
  /** Reminders that were written. */
  written: number;
  /** The run goes on. */
  more: boolean;
}

/** Households that one transaction goes through. */
export const PAGE = 500;
const OVER: Page = { written: 0, more: false };

/** In a transaction of its own. */
export async function writeReminders(deps: Deps & { locale: Locale }, run: Run, most = PAGE): Promise<Page> {
  const { db, clock } = deps;
  await db.$executeRawUnsafe('SELECT pg_advisory_xact_lock($1::bigint)', ONE_AT_A_TIME);
  const held = await holdRun(deps, run);
  if (!held) return OVER;
  // The ward has just moved its dates: the next look knows what is due by them.
  if (await isMoved(deps, run)) return OVER;
  const left = await leftNow(deps, run);
  if (left) return endRun(deps, run, left);
  const { areaId, upTo } = held;
  const households = areaId === null ? [] : await nextOf(deps, { areaId, upTo, most });
  const last = households.at(-1);
  if (areaId === null || !last) return nextArea(deps, run, areaId);
  const written = await remind(deps, run, households);
  await db.$executeRawUnsafe(upToSql, ...keyOf(run), areaId, last);
  await notifyWritten(deps.db, written);
  if (written.length > 0) deps.log.debug({ rule: run.rule.id, ward: run.unitCode, count: written.length, at: clock.now() }, 'reminded');
  return { written: written.length, more: true };
}

function keyOf({ unitCode, rule, date }: Run): [string, string, string] {
  return [unitCode, rule.id, date];
}

/** Null: it is done, or somebody else has just ended it. */
async function holdRun({ db }: Deps, run: Run): Promise<{ areaId: string | null; upTo: string | null } | null> {
  const [row] = await db.$queryRawUnsafe<{ areaId: string | null; upTo: string | null }[]>(holdSql, ...keyOf(run));
  return row ?? null;
}

const ofRun = `"unitCode" = $1 AND rule = $2 AND date = $3::date`;
const holdSql = `SELECT "areaId", "upTo" FROM "ReminderRun" WHERE ${ofRun} AND "doneAt" IS NULL FOR UPDATE`;
const upToSql = `UPDATE "ReminderRun" SET "areaId" = $4::uuid, "upTo" = $5::uuid WHERE ${ofRun}`;
const endSql = `UPDATE "ReminderRun" SET "doneAt" = $4::timestamptz, "left" = $5 WHERE ${ofRun}`;

/** Looked at anew for each page: a long run may outlast its use, or its rule. */
async function leftNow({ db, clock }: Deps, { rule, seasonId, until }: Run): Promise<RunLeft | null> {
  if (until <= clock.now()) return 'stale';
  const [same] = await db.$queryRawUnsafe<unknown[]>(
    `SELECT 1 FROM "Season" s CROSS JOIN LATERAL (${ruleSql('s', '$2')}) rule WHERE s.id = $1::uuid`,
    seasonId,
    rule.sha,
  );
  return same ? null : 'changed';
}

/** Whoever moves dates waits for whoever writes, and the other way round. */
async function isMoved({ db }: Deps, { seasonId, unitCode, moveId }: Run): Promise<boolean> {
  const newest = await db.seasonMove.findFirst({
    where: { seasonId, unitCode },
    orderBy: [{ at: 'desc' }, { id: 'desc' }],
    select: { id: true },
  });
  return (newest?.id ?? null) !== moveId;
}

async function endRun({ db, clock }: Deps, run: Run, left: RunLeft | null): Promise<Page> {
  await db.$executeRawUnsafe(endSql, ...keyOf(run), clock.now(), left);
  return OVER;
}

async function nextArea(deps: Deps, run: Run, areaId: string | null): Promise<Page> {
  const next = await deps.db.area.findFirst({
    where: { unitCode: run.unitCode, ...(areaId !== null && { id: { gt: areaId } }) },
    orderBy: { id: 'asc' },
    select: { id: true },
  });
  if (!next) return endRun(deps, run, null);
  await deps.db.$executeRawUnsafe(upToSql, ...keyOf(run), next.id, null);
  return { written: 0, more: true };
}

/** Those whom anybody chats for, in the order of their ids. */
async function nextOf({ db }: Deps, { areaId, upTo, most }: { areaId: string; upTo: string | null; most: number }): Promise<string[]> {
  const rows = await db.$queryRawUnsafe<{ id: string }[]>(nextSql, areaId, upTo, most);
  return rows.map(({ id }) => id);
}

const nextSql = `
SELECT h.id FROM "Household" h
WHERE h."areaId" = $1::uuid AND ($2::uuid IS NULL OR h.id > $2::uuid) AND h."mergedIntoId" IS NULL
  AND EXISTS (SELECT 1 FROM "Membership" ms WHERE ms."householdId" = h.id AND ms."to" IS NULL OFFSET 0)
ORDER BY h.id LIMIT $3::int`;

interface Candidate extends Queued {
  householdId: string;
  language: string;
  left: LeftOut | null;
}

async function remind(deps: Deps & { locale: Locale }, run: Run, households: readonly string[]): Promise<Queued[]> {
  const { db, clock, ids } = deps;
  const { unitCode, rule, seasonId, beforeId, until, date } = run;
  const now = clock.now();
  const about = [unitCode, now, seasonId, rule.id, rule.state, beforeId];
  const found = await db.$queryRawUnsafe<Candidate[]>(pageSql, ...about, households, rule.atMost);
  if (found.length === 0) return [];
  const accounts = found.map(({ accountId }) => accountId);
  // As in a turn: nobody's form is read while they are in the middle of changing it.
  const opened = await db.$queryRawUnsafe<{ accountId: string }[]>(lockSql, accounts);
  const there = new Set(opened.map(({ accountId }) => accountId));
  const bodies = await bodiesOf(deps, run, found);
  const rows = found.flatMap(({ householdId, accountId, left }) => {
    const body = bodies.get(householdId);
    if (!body || !there.has(accountId)) return [];
    return [{ householdId, accountId, left, id: ids.next(), body }];
  });
  if (rows.length === 0) return [];
  const values = [JSON.stringify(rows), rows.length, startOfLocalDay(localDate(now)), until, date, rule.sha];
  const written = await db.$queryRawUnsafe<(Queued & { left: LeftOut | null })[]>(writeSql, ...about.slice(0, 5), ...values);
  return written.filter(({ left }) => left === null);
}

/** $7 households, $8 how often at most. */
const pageSql = `
SELECT * FROM (${candidatesSql('(SELECT * FROM "Household" WHERE id = ANY($7::uuid[]) OFFSET 0) h')}) found
WHERE found.before < $8::int ORDER BY "householdId"`;

const lockSql = `SELECT "accountId" FROM "Conversation" WHERE "accountId" = ANY($1::uuid[]) ORDER BY "accountId" FOR UPDATE`;

/** By household: of those that can do something now. */
async function bodiesOf(
  deps: Deps & { locale: Locale },
  { rule, dates }: Run,
  found: readonly Candidate[],
): Promise<Map<string, Outbound>> {
  const files = await filesOf(
    deps,
    found.map(({ accountId }) => accountId),
  );
  const today = localDate(deps.clock.now());
  return new Map(
    found.flatMap(({ householdId, accountId, channel, language }) => {
      const file = files.get(accountId);
      const next = file && file.household.id === householdId ? nextThing(file, rule.state) : null;
      if (!next) return [];
      return [[householdId, renderReminder(deps.locale, { sentence: rule.sentence, dates, next, today }, { channel, language })] as const];
    }),
  );
}

/** A reminder was written to the household `h` since a moment. @param since SQL */
function remindedSql(since: string): string {
  return `EXISTS (SELECT 1 FROM "Reminder" o JOIN "Message" got ON got.id = o."messageId"
    WHERE o."householdId" IN (${withDoublesSql('h.id')}) AND o.at >= ${since} AND got.state NOT IN ('failed', 'cancelled', 'expired'))`;
}

/**
 * Looks at everybody once more, under the lock of their conversation. What was written, and what a household that it is about did not get,
 * stands once: whoever has it already is passed by. $1 ward, $2 now, $3 season, $4 rule, $5 state, $6 rows as JSON, $7 how many,
 * $8 the beginning of today, $9 until when it is of use, $10 date, $11 sum of the rule.
 */
const writeSql = `
WITH given AS MATERIALIZED (
  SELECT * FROM jsonb_to_recordset($6::jsonb) AS g("householdId" uuid, "accountId" uuid, "left" text, id uuid, body jsonb) LIMIT $7::int
), judged AS MATERIALIZED (
  SELECT g."householdId", g."accountId", a."channelAccountId", ca.channel::text, g.id, g.body,
    CASE WHEN ${remindedSql('$8::timestamptz')} THEN 'today' WHEN ${gotSql('h.id', '$2::timestamptz')} >= COALESCE(s."weeklyCap", 2) THEN 'cap'
      ELSE g."left" END AS "left"
  FROM given g JOIN "Household" h ON h.id = g."householdId" AND h."mergedIntoId" IS NULL
  JOIN "Account" a ON a.id = g."accountId" AND a."erasedAt" IS NULL AND a."stoppedAt" IS NULL
  JOIN "ChannelAccount" ca ON ca.id = a."channelAccountId" LEFT JOIN "WardSettings" s ON s."unitCode" = $1::text
  WHERE ${agreedInSql('$1::text')} AND ${isInStateSql({ household: 'h.id', seasonId: '$3::uuid', state: '$5::text' })}
    AND NOT ${isSnoozedSql('h.id', '$2::timestamptz')}
    AND EXISTS (SELECT 1 FROM "Membership" ms WHERE ms."accountId" = a.id AND ms."householdId" = h.id AND ms."to" IS NULL)
), taken AS (
  INSERT INTO "Reminder" ("householdId", rule, date, "seasonId", sha, "messageId", "left", at)
  SELECT "householdId", $4, $10::date, $3::uuid, $11, CASE WHEN "left" IS NULL THEN id END, "left", $2::timestamptz FROM judged
  ON CONFLICT DO NOTHING RETURNING "householdId", "messageId"
), numbered AS (
  UPDATE "Conversation" c SET "lastSeq" = c."lastSeq" + 1, "updatedAt" = $2::timestamptz
  FROM taken t JOIN judged j ON j."householdId" = t."householdId"
  WHERE t."messageId" IS NOT NULL AND c."accountId" = j."accountId" RETURNING c."accountId", c."lastSeq"
), said AS (
  INSERT INTO "Message" (id, "accountId", "channelAccountId", seq, class, body, "createdAt", "expiresAt")
  SELECT j.id, j."accountId", j."channelAccountId", n."lastSeq", 'reminder', j.body, $2::timestamptz, $9::timestamptz
  FROM numbered n JOIN judged j ON j."accountId" = n."accountId"
)
SELECT j."accountId", j."channelAccountId", j.channel, j."left" FROM taken t JOIN judged j ON j."householdId" = t."householdId"`;
