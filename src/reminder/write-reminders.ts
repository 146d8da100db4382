/**
 * The next households of a run become reminders: each with its message, in one transaction that also says how far the run is. Killed
 * anywhere, it goes on from there; whoever else runs it goes on from there too.
 */
import { gotSql, refusedSql, withDoublesSql } from '../announcement/audience-sql.ts';
import { agreedInSql, notifyWritten, ONE_AT_A_TIME, type Queued } from '../announcement/write-page.ts';
import { filesOf } from '../assessment/file-of.ts';
import type { Outbound } from '../channel/channel.ts';
import type { Deps } from '../deps.ts';
import { emptySession } from '../flow/session.ts';
import type { Locale } from '../locale/locale.ts';
import { daysBetween, localDate, startOfLocalDay } from '../season/calendar.ts';
import { lastCallOf } from '../season/due.ts';
import { readHolidays } from '../telling/holidays.ts';
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
/** In the place of a khu phố, after the last of them: households that were put into another one while the run went on, where it may have been already. */
const MOVED = 'ffffffff-ffff-ffff-ffff-ffffffffffff';
/** Whoever puts one there may have begun before the run, and ended in it. */
const MOVED_BEFORE_MS = 60_000;
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
  const { households, place } = await nextOf(deps, run, held, most);
  const written = households.length > 0 ? await remind(deps, run, households) : [];
  if (place) await db.$executeRawUnsafe(upToSql, ...keyOf(run), place.areaId, place.upTo);
  else await endRun(deps, run, null);
  await notifyWritten(deps.db, written);
  if (written.length > 0) deps.log.debug({ rule: run.rule.id, ward: run.unitCode, count: written.length, at: clock.now() }, 'reminded');
  return { written: written.length, more: place !== null };
}

function keyOf({ unitCode, rule, date }: Run): [string, string, string] {
  return [unitCode, rule.id, date];
}

interface Held {
  begunAt: Date;
  areaId: string | null;
  upTo: string | null;
}

/** Null: it is done, or somebody else has just ended it. */
async function holdRun({ db }: Deps, run: Run): Promise<Held | null> {
  const [row] = await db.$queryRawUnsafe<Held[]>(holdSql, ...keyOf(run));
  return row ?? null;
}

const ofRun = `"unitCode" = $1 AND rule = $2 AND date = $3::date`;
const holdSql = `SELECT "begunAt", "areaId", "upTo" FROM "ReminderRun" WHERE ${ofRun} AND "doneAt" IS NULL FOR UPDATE`;
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

/** Where a run is: the khu phố, and of it the household up to which it is done. */
interface Place {
  areaId: string;
  upTo: string | null;
}

/** Those whom anybody chats for, through as many khu phố as it takes; then the run is at `place`, or (null) at its end. Both in the order of ids. */
async function nextOf(deps: Deps, run: Run, held: Held, most: number): Promise<{ households: string[]; place: Place | null }> {
  const households = new Set<string>();
  let place: Place = { areaId: held.areaId ?? (await areaAfter(deps, run, null)), upTo: held.upTo };
  for (;;) {
    const room = most - households.size;
    const found = place.areaId === MOVED ? await movedOf(deps, run, held, { place, room }) : await livingIn(deps, { place, room });
    for (const id of found) households.add(id);
    if (found.length === room) return { households: [...households], place: { ...place, upTo: found.at(-1) ?? null } };
    if (place.areaId === MOVED) return { households: [...households], place: null };
    place = { areaId: await areaAfter(deps, run, place.areaId), upTo: null };
  }
}

async function areaAfter({ db }: Deps, { unitCode }: Run, areaId: string | null): Promise<string> {
  const where = { unitCode, ...(areaId !== null && { id: { gt: areaId } }) };
  const next = await db.area.findFirst({ where, orderBy: { id: 'asc' }, select: { id: true } });
  return next?.id ?? MOVED;
}

interface Wanted {
  place: Place;
  room: number;
}

async function livingIn({ db }: Deps, { place: { areaId, upTo }, room }: Wanted): Promise<string[]> {
  const rows = await db.$queryRawUnsafe<{ id: string }[]>(livingSql, areaId, upTo, room);
  return rows.map(({ id }) => id);
}

/** Whoever has got it already is passed by when it is written. */
async function movedOf({ db }: Deps, { unitCode }: Run, { begunAt }: Held, { place: { upTo }, room }: Wanted): Promise<string[]> {
  const since = new Date(begunAt.getTime() - MOVED_BEFORE_MS);
  const rows = await db.$queryRawUnsafe<{ id: string }[]>(movedSql, unitCode, upTo, room, since);
  return rows.map(({ id }) => id);
}

/** $2 the household up to which it is done, $3 how many. */
const nextSql = `($2::uuid IS NULL OR h.id > $2::uuid) AND h."mergedIntoId" IS NULL
  AND EXISTS (SELECT 1 FROM "Membership" ms WHERE ms."householdId" = h.id AND ms."to" IS NULL OFFSET 0)
ORDER BY h.id LIMIT $3::int`;

const livingSql = `
SELECT h.id FROM "Household" h WHERE h."areaId" = $1::uuid AND ${nextSql}`;

/** $1 ward, $4 since when. */
const movedSql = `
SELECT h.id FROM "Household" h JOIN "Area" here ON here.id = h."areaId" AND here."unitCode" = $1::text
WHERE h.id IN (
  SELECT moved."householdId" FROM "Area" a JOIN "HouseholdPlacing" moved ON moved."toId" = a.id
  WHERE a."unitCode" = $1::text AND moved.at >= $4::timestamptz)
  AND ${nextSql}`;

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
  // Whoever has never written has no conversation yet.
  const reached = found.flatMap(({ accountId, left }) => (left === null ? [accountId] : []));
  await db.$executeRawUnsafe(openSql, reached, JSON.stringify(emptySession('vi')), now);
  // As in a turn: nobody's form is read while they are in the middle of changing it.
  const opened = await db.$queryRawUnsafe<{ accountId: string }[]>(lockSql, accounts);
  const there = new Set(opened.map(({ accountId }) => accountId));
  const bodies = await bodiesOf(deps, run, found);
  const rows = found.flatMap(({ householdId, accountId, left }) => {
    const body = bodies.get(householdId);
    if (!body || (left === null && !there.has(accountId))) return [];
    return [{ householdId, accountId, left, id: ids.next(), body }];
  });
  if (rows.length === 0) return [];
  const values = [JSON.stringify(rows), rows.length, startOfLocalDay(localDate(now)), until, date, rule.sha, await keptFor(run, now)];
  const written = await db.$queryRawUnsafe<(Queued & { left: LeftOut | null })[]>(writeSql, ...about.slice(0, 5), ...values);
  return written.filter(({ left }) => left === null);
}

/** $7 households, $8 how often at most. */
const pageSql = `
SELECT * FROM (${candidatesSql('(SELECT * FROM "Household" WHERE id = ANY($7::uuid[]) OFFSET 0) h')}) found
WHERE found.before < $8::int ORDER BY "householdId"`;

/** $1 accounts, $2 session, $3 now. */
const openSql = `
INSERT INTO "Conversation" ("accountId", session, "updatedAt")
SELECT a.id, jsonb_set($2::jsonb, '{lang}', to_jsonb(a.language)), $3::timestamptz FROM "Account" a
WHERE a.id = ANY($1::uuid[]) AND a."erasedAt" IS NULL AND NOT EXISTS (SELECT 1 FROM "Conversation" c WHERE c."accountId" = a.id OFFSET 0)
ON CONFLICT DO NOTHING`;

const lockSql = `SELECT "accountId" FROM "Conversation" WHERE "accountId" = ANY($1::uuid[]) ORDER BY "accountId" FOR UPDATE`;

/** By household: of those that can do something now. */
async function bodiesOf(
  deps: Deps & { locale: Locale },
  { rule, dates, seasonId }: Run,
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
      // In two seasons at once nobody does anything: what can be done is a thing of the one in which the household is.
      const next = file && file.household.id === householdId && file.season.id === seasonId ? nextThing(file, rule.state) : null;
      if (!next) return [];
      return [[householdId, renderReminder(deps.locale, { sentence: rule.sentence, dates, next, today }, { channel, language })] as const];
    }),
  );
}

const WEEK_DAYS = 7;

/**
 * Of a household's week a place is kept for the last call of the same rule, where that comes within it: whoever heard of a date a week
 * before and three days before, and may hear two things a week, would not hear of it on its eve.
 */
async function keptFor({ rule, date, dates }: Run, now: Date): Promise<number> {
  const lastCall = lastCallOf(rule, { dates, holidays: await readHolidays() });
  return lastCall !== null && date < lastCall && daysBetween(localDate(now), lastCall) < WEEK_DAYS ? 1 : 0;
}

/** A reminder, or an announcement, was written to the household `h` since a moment. @param since SQL */
function writtenToSql(since: string): string {
  const inUse = `got.state NOT IN ('failed', 'cancelled', 'expired')`;
  return `(EXISTS (SELECT 1 FROM "Reminder" o JOIN "Message" got ON got.id = o."messageId"
      WHERE o."householdId" IN (${withDoublesSql('h.id')}) AND o.at >= ${since} AND ${inUse})
    OR EXISTS (SELECT 1 FROM "Recipient" r JOIN "Message" got ON got.id = r."messageId"
      WHERE r."householdId" IN (${withDoublesSql('h.id')}) AND got."createdAt" >= ${since} AND ${inUse}))`;
}

/**
 * Looks at everybody once more, under the lock of their conversation. What was written, and what a household that it is about did not get,
 * stands once: whoever has it already is passed by. $1 ward, $2 now, $3 season, $4 rule, $5 state, $6 rows as JSON, $7 how many,
 * $8 the beginning of today, $9 until when it is of use, $10 date, $11 sum of the rule, $12 places of the week that are kept.
 */
const writeSql = `
WITH given AS MATERIALIZED (
  SELECT * FROM jsonb_to_recordset($6::jsonb) AS g("householdId" uuid, "accountId" uuid, "left" text, id uuid, body jsonb) LIMIT $7::int
), judged AS MATERIALIZED (
  SELECT g."householdId", g."accountId", a."channelAccountId", ca.channel::text, g.id, g.body,
    CASE WHEN ${writtenToSql('$8::timestamptz')} THEN 'today' WHEN ${gotSql('h.id', '$2::timestamptz')} + $12::int >= COALESCE(s."weeklyCap", 2) THEN 'cap'
      ELSE g."left" END AS "left"
  FROM given g JOIN "Household" h ON h.id = g."householdId" AND h."mergedIntoId" IS NULL
  JOIN "Account" a ON a.id = g."accountId" AND a."erasedAt" IS NULL AND a."stoppedAt" IS NULL
  JOIN "ChannelAccount" ca ON ca.id = a."channelAccountId" LEFT JOIN "WardSettings" s ON s."unitCode" = $1::text
  WHERE (${agreedInSql('$1::text')} OR (g."left" = 'notAsked' AND NOT ${refusedSql})) AND ${isInStateSql({ household: 'h.id', seasonId: '$3::uuid', state: '$5::text' })}
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
