/** The queue: what was sent and waits for officers, the longest waiting first; what answers them is on top. */

import { becameOfAskSql, lastAskSql, overdueSql, toldOfAskSql } from '../assessment/returned.ts';
import { TITLE } from '../assessment/rubric-in-force.ts';
import { audit } from '../db/audit.ts';
import { isId } from '../db/is-id.ts';
import type { Deps } from '../deps.ts';
import { fold } from '../flow/fold.ts';
import type { Scope } from '../officer/scope.ts';
import { sendingSince } from '../telling/told-sql.ts';
import type { Flag, FlagFilter } from './flags.ts';
import { heldSql, waitsSql } from './hand-of.ts';
import { agreesSql, controllerAtSql, controllersSql, silentSql } from './in-use.ts';
import { flagsFor } from './look-at.ts';
import { readFiles } from './read-files.ts';
import { type SeasonsIn, seasonsIn } from './seasons-in.ts';
import type { Stage } from './state.ts';

export interface QueueFilter {
  /** Absent: waiting. What its household has in hand again is in none. `overdue`: asked back, not answered, and the day for it is over. */
  stage?: 'waiting' | 'returned' | 'confirmed' | 'overdue';
  areaId?: string;
  /** A name, or the beginning of one of its words, accents optional; or the code of a household or of what it sent. */
  search?: string;
  /** A kind of warning, any, or none. */
  flag?: FlagFilter;
}

export interface QueueRow {
  assessmentId: string;
  code: string;
  headName: string;
  /** An officer has confirmed who it is. */
  verified: boolean;
  area: { id: string; name: string; placed: boolean; unit: string };
  stage: Stage;
  /** The last day for what is asked back, where it was truly told; null: nothing is. */
  askedUntil: { date: string; told: boolean; over: boolean } | null;
  sentAt: Date | null;
  points: number | null;
  max: number | null;
  /** It answers what was asked back. */
  answersBack: boolean;
  /** What is asked back does not reach it, nobody chats or the message does not arrive: somebody has to go there. */
  toAsk: boolean;
  flags: Flag[];
  seen: string;
  /** Hand it in as `after` to get what follows it. */
  place: string;
}

export interface Queue {
  rows: QueueRow[];
  /** Hand it in to get what follows; null: there is nothing more. */
  next: string | null;
}

export interface ListOptions {
  scope: Scope;
  filter?: QueueFilter;
  /** `Queue.next` of the page before. */
  after?: string | null;
  /** Rows of a page. */
  limit?: number;
  /** So many are looked at for what is worth a look: where few of very many fit, a page may be short, or empty, and still be followed by another. */
  lookedAt?: number;
}

export const QUEUE_PAGE = 20;
/** Longer, and nobody searches for it. */
const MAX_SEARCH = 80;

/** One page, which the audit keeps. What is out of scope is not there. */
export async function listWaiting(deps: Deps, options: ListOptions): Promise<Queue> {
  const queue = await readQueue(deps, options);
  const officer = `officer:${options.scope.officerId}`;
  await audit(deps, { actor: officer, action: 'review.list', subject: officer, detail: { files: queue.rows.length } });
  return queue;
}

/** The same for what keeps in the audit by itself what it shows. */
export async function readQueue(deps: Deps, options: ListOptions): Promise<Queue> {
  const { limit = QUEUE_PAGE, filter: { flag } = {} } = options;
  if (flag !== undefined) return readFlagged(deps, { ...options, limit, flag });
  const found = await findIds(deps, options, limit + 1);
  const last = found.at(limit - 1);
  return { rows: await rowsOf(deps, found.slice(0, limit)), next: found.length > limit && last ? placeOf(last) : null };
}

const LOOKED_AT = 400;
const AT_ONCE = 200;

async function readFlagged(deps: Deps, options: ListOptions & { limit: number; flag: FlagFilter }): Promise<Queue> {
  const { limit, flag, lookedAt = LOOKED_AT } = options;
  const atOnce = Math.min(AT_ONCE, lookedAt);
  const rows: QueueRow[] = [];
  let { after = null } = options;
  for (let looked = 0; looked < lookedAt; looked += atOnce) {
    const found = await findIds(deps, { ...options, after }, atOnce);
    rows.push(...(await rowsOf(deps, found)).filter(({ flags }) => fits(flags, flag)));
    if (rows.length > limit) return { rows: rows.slice(0, limit), next: rows[limit - 1]?.place ?? null };
    const end = found.at(-1);
    if (found.length < atOnce || !end) return { rows, next: null };
    after = placeOf(end);
  }
  return { rows, next: after };
}

function fits(flags: readonly Flag[], filter: FlagFilter): boolean {
  if (filter === 'any') return flags.length > 0;
  if (filter === 'none') return flags.length === 0;
  return flags.some(({ kind }) => kind === filter);
}

async function rowsOf(deps: Deps, page: readonly Found[]): Promise<QueueRow[]> {
  const files = await readFiles(deps, { id: { in: page.map(({ id }) => id) } });
  const flags = await flagsFor(deps, files);
  return page.flatMap((one): QueueRow[] => {
    const { id, answersBack, toAsk } = one;
    const file = files.find((file) => file.id === id);
    if (!file) return [];
    const { household, area, sent, standing, seen, asked } = file;
    return [
      {
        assessmentId: id,
        code: household.code,
        headName: household.headName,
        verified: household.verified,
        area: { id: area.id, name: area.name, placed: area.placed, unit: area.unit },
        stage: standing.stage,
        askedUntil: asked && { date: asked.until, told: asked.told, over: asked.over },
        sentAt: sent?.sentAt ?? null,
        points: sent?.score.points ?? null,
        max: sent?.score.max ?? null,
        answersBack,
        toAsk,
        flags: flags.get(id) ?? [],
        seen,
        place: placeOf(one),
      },
    ];
  });
}

/** Of everything in an officer's care. @property seasons absent: they are read */
export interface CountOptions {
  scope: Scope;
  seasons?: SeasonsIn;
}

/** How many wait that are theirs to look through. */
export async function countWaiting(deps: Deps, options: CountOptions & { areaId?: string }): Promise<number> {
  const seasons = options.seasons ?? (await seasonsIn(deps, options.scope));
  return (await countOf(deps, countSql, valuesOf({ ...options, seasons }))) - (await countByOthers(deps, { ...options, seasons }));
}

/** How many of them this officer sent for households, so that others confirm them: `isOwnAssist` says the same of a file. */
export async function countByOthers(deps: Deps, options: CountOptions & { areaId?: string }): Promise<number> {
  const seasons = options.seasons ?? (await seasonsIn(deps, options.scope));
  return countOf(deps, countByOthersSql, [...valuesOf({ ...options, seasons }), options.scope.officerId]);
}

function valuesOf({ scope, seasons, areaId }: Required<CountOptions> & { areaId?: string }): unknown[] {
  return [...scopeValues(scope), seasons.ids, seasons.closed, areaId ?? null];
}

async function countOf({ db }: Deps, sql: string, values: readonly unknown[]): Promise<number> {
  const [row] = await db.$queryRawUnsafe<{ count: number }[]>(sql, ...values);
  return row?.count ?? 0;
}

export interface ReturnedCounts {
  /** Not answered, and its day is over: it waits for an officer to use what was sent. */
  overdue: number;
  /** What is asked does not reach them: it has to be asked at their door. */
  toAsk: number;
}

/** Of how many something was asked back that officers have to see to. */
export async function countReturned(deps: Deps, { scope, seasons }: CountOptions): Promise<ReturnedCounts> {
  const { ids, met, today } = seasons ?? (await seasonsIn(deps, scope));
  const values = [...scopeValues(scope), ids, met, null, today, sendingSince(deps.clock.now())];
  const [row] = await deps.db.$queryRawUnsafe<ReturnedCounts[]>(countReturnedSql, ...values);
  return row ?? { overdue: 0, toAsk: 0 };
}

interface Found {
  id: string;
  answersBack: boolean;
  at: Date;
  toAsk: boolean;
}

async function findIds(deps: Deps, { scope, filter = {}, after }: ListOptions, limit: number): Promise<Found[]> {
  const { stage = 'waiting', areaId, search = '' } = filter;
  if (areaId !== undefined && !isId(areaId)) return [];
  const { ids, closed, met, today } = await seasonsIn(deps, scope);
  const place = after ? readPlace(after) : null;
  const term = search.slice(0, MAX_SEARCH);
  const name = fold(term);
  const code = term.toUpperCase().replaceAll(/[\s.]/g, '');
  if (term.trim() !== '' && name === '' && code === '') return [];
  const nameLike = name === '' ? null : `%${escaped(name)}%`;
  const codeLike = code === '' ? null : `${escaped(code)}%`;
  const overdue = stage === 'overdue';
  const filters = [overdue ? met : closed, areaId ?? null, overdue ? 'returned' : stage, nameLike, codeLike];
  const values = [...scopeValues(scope), ids, ...filters, place?.rank ?? null, place?.at ?? null, place?.id ?? null, limit];
  values.push(sendingSince(deps.clock.now()));
  return overdue ? deps.db.$queryRawUnsafe(overdueListSql, ...values, today) : deps.db.$queryRawUnsafe(stageListSql, ...values);
}

function scopeValues({ wards, areas }: Scope): [readonly string[], readonly string[]] {
  return [wards, areas];
}

function escaped(text: string): string {
  return text.replaceAll(/[\\%_]/g, '\\$&');
}

/** Where a file stands in the queue. */
export function placeOf({ answersBack, at, id }: Pick<Found, 'answersBack' | 'at' | 'id'>): string {
  return `${answersBack ? 0 : 1}.${at.getTime()}.${id}`;
}

function readPlace(after: string): { rank: number; at: Date; id: string } | null {
  const [, rank, at, id] = /^([01])\.(\d{1,15})\.([0-9a-f-]{36})$/.exec(after) ?? [];
  return id !== undefined && isId(id) ? { rank: Number(rank), at: new Date(Number(at)), id } : null;
}

/**
 * $1 wards, $2 areas, $3 seasons, $4 wards that have closed (for what is overdue: that have met), $5 an area or null. Khu phố by khu phố (`OFFSET 0`): for all at once
 * the planner would read every file of the city.
 */
const scopedSql = (stage: string) => `
FROM "Area" place CROSS JOIN LATERAL (
  SELECT * FROM "Assessment" WHERE "areaId" = place.id AND "seasonId" = ANY($3::uuid[]) AND stage = ${stage} OFFSET 0) a
LEFT JOIN LATERAL (SELECT id, number, code, COALESCE("sentAt", at) AS at, "sentAt" IS NOT NULL AS renewed FROM "Submission" WHERE "assessmentId" = a.id ORDER BY number DESC LIMIT 1) s ON true
WHERE (place."unitCode" = ANY($1::text[]) OR place.id = ANY($2::uuid[]))
  AND a.title = '${TITLE}' AND ($5::uuid IS NULL OR place.id = $5::uuid)`;

/** The household of one row of `queue`, with the Hội that answers for it; asked row by row (`OFFSET 0`). */
const whoseSql = `
CROSS JOIN LATERAL (
  SELECT h.id, controller."organisationId" FROM "Household" h CROSS JOIN LATERAL ${controllerAtSql('h."areaId"')} controller
  WHERE h.id = queue."householdId" AND h."mergedIntoId" IS NULL OFFSET 0
) whose`;
const agrees = agreesSql('whose.id', 'whose."organisationId"');

const amongSql = 'place."unitCode" = ANY($4::text[])';

const countedSql = (which: string) => `
WITH ${controllersSql}
SELECT count(*)::int AS count FROM (SELECT a."householdId" ${scopedSql("'waiting'")} AND s.id IS NOT NULL AND ${waitsSql(amongSql)} ${which}) queue
JOIN "Household" h ON h.id = queue."householdId" AND h."mergedIntoId" IS NULL JOIN controller ON controller."areaId" = h."areaId"
WHERE ${agreesSql('h.id', 'controller."organisationId"')}`;

export const countSql = countedSql('');
/** $6 the officer. Of what was sent last, not of what was counted anew from it. */
const countByOthersSql = countedSql(`AND (SELECT own."officerId" FROM "Submission" own
  WHERE own."assessmentId" = a.id AND own."sentAt" IS NULL ORDER BY own.number DESC LIMIT 1) = $6::uuid`);
/** The assessment `a` with the submission `s` is asked something back that does not reach its household. @param sending SQL of `sendingSince` */
const toAskSql = (sending: string) => `EXISTS (SELECT 1 FROM (${lastAskSql}) asked
  LEFT JOIN LATERAL (${toldOfAskSql}) told ON true LEFT JOIN LATERAL (${becameOfAskSql(sending)}) became ON told."toldAt" IS NULL
  WHERE told."toldAt" IS NULL AND (became.message IS DISTINCT FROM 'sending' OR ${silentSql('a."householdId"')}))`;

/** $6 today, $7 `sendingSince`. */
const countReturnedSql = `
SELECT count(*) FILTER (WHERE queue.overdue)::int AS overdue, count(*) FILTER (WHERE queue."toAsk")::int AS "toAsk"
FROM (
  SELECT a."householdId", ${overdueSql(amongSql, '$6::date')} AS overdue, ${toAskSql('$7::timestamptz')} AS "toAsk"
  ${scopedSql("'returned'")} AND s.id IS NOT NULL
) queue
${whoseSql}
WHERE (queue.overdue OR queue."toAsk") AND ${agrees}`;

/** Of what the household itself sent last: what was counted anew since answers what that answered. */
const ownNumberSql = `(CASE WHEN s.renewed
  THEN (SELECT max(own.number) FROM "Submission" own WHERE own."assessmentId" = a.id AND own."sentAt" IS NULL) ELSE s.number END)`;

/**
 * $6 stage, $7 a name, $8 the beginning of a code, $9 to $11 where the page before ended, $12 how many, $13 `sendingSince`. Sorted first; whose file it
 * is, and whether it may be used, is then asked row by row until the page is full (`OFFSET 0` keeps the planner from asking it of all).
 * Where 5,000 wait of 20,000, it reads half of what joining households before sorting would.
 */
const listOf = (which: string) => `
SELECT queue.id, queue.rank = 0 AS "answersBack", queue.at, queue.stage = 'returned' AND (
  SELECT ${toAskSql('$13::timestamptz')} FROM "Assessment" a, "Submission" s WHERE a.id = queue.id AND s.id = queue.sent) AS "toAsk"
FROM (
  SELECT * FROM (
    SELECT a.id, a."householdId", a.stage, s.id AS sent, COALESCE(s.at, a."updatedAt") AS at,
      CASE WHEN s.number > 1 AND EXISTS (SELECT 1 FROM "Submission" before JOIN "Review" r ON r."submissionId" = before.id
        WHERE before."assessmentId" = a.id AND before.number = ${ownNumberSql} - 1 AND r.act = 'askBack' OFFSET 0) THEN 0 ELSE 1 END AS rank
    ${scopedSql('$6::"ReviewStage"')} AND ${which}
      AND (($7::text IS NULL AND $8::text IS NULL) OR s.code LIKE $8 OR EXISTS (
        SELECT 1 FROM "Household" h WHERE h.id = a."householdId" AND (h."headNameKey" LIKE $7 OR h.code LIKE $8) OFFSET 0))
  ) found
  WHERE $11::uuid IS NULL OR (rank, at, id) > ($9::int, $10::timestamptz, $11::uuid)
  ORDER BY rank, at, id OFFSET 0
) queue
${whoseSql}
WHERE ${agrees}
ORDER BY queue.rank, queue.at, queue.id LIMIT $12::int`;
export const stageListSql = listOf(`($6 = 'returned' OR (s.id IS NOT NULL AND ${heldSql(amongSql)}))`);
/** $14 today. */
const overdueListSql = listOf(overdueSql(amongSql, '$14::date'));
