/** Telling an officer something unasked: each once a rule and date, whoever is restarted and however many look at once. */
import type { PrismaClient } from '../db/client.ts';
import type { Deps } from '../deps.ts';
import type { Notice, TellOfficer } from '../household/tell-household.ts';
import { halfDayOf } from '../season/calendar.ts';
import { lockOfficers } from './lock-officers.ts';
import { type Scope, scopeOf } from './scope.ts';

/** As in tell-decided.ts. */
const TELL_MS = 20_000;
/** So often something is said anew on a day, where what was said of it was taken back. */
const MOST = 20;

/** What asks for something to be said, and the local date on which it does. */
export interface Occasion {
  rule: string;
  date: string;
}

interface Told {
  officerId: string;
  tell: TellOfficer;
}

export type Telling = Told & Occasion;

/**
 * In a transaction of its own.
 * @param noticeOf what is said, from what the officer looks after; null: there is nothing to say
 * @returns false: another process was faster, nothing is to be said, or there is no chat to say it in. That it was looked at is noted all the same.
 */
export function tellOnce(
  deps: Deps & { db: PrismaClient },
  { officerId, rule, date, tell }: Telling,
  noticeOf: (deps: Deps, scope: Scope) => Promise<Notice | null>,
): Promise<boolean> {
  return tellTogether(deps, { officerId, occasions: [{ rule, date }], tell }, noticeOf);
}

/**
 * The same of several occasions, which are said in one.
 * @param noticeOf is handed those that nobody was faster with
 */
export function tellTogether(
  deps: Deps & { db: PrismaClient },
  { officerId, occasions, tell }: Told & { occasions: readonly Occasion[] },
  noticeOf: (deps: Deps, scope: Scope, taken: readonly Occasion[]) => Promise<Notice | null>,
): Promise<boolean> {
  return deps.db.$transaction(
    async (db) => {
      const locked = { ...deps, db };
      await lockOfficers(locked, [officerId]);
      // Whoever has never written has no chat to be locked.
      await db.$queryRaw`SELECT 1 FROM "Officer" WHERE id = ${officerId}::uuid FOR NO KEY UPDATE`;
      const at = deps.clock.now();
      // Of one moment with its messages: by that they are found again (reminder/recall-nudges.ts).
      const within = { ...locked, clock: { now: () => at } };
      const taken = await takeOccasions(within, officerId, occasions);
      const scope = taken.length > 0 ? await scopeOf(within, officerId) : null;
      const notice = scope && (await noticeOf(within, scope, taken));
      return notice !== null && (await tell(within, officerId, notice)) > 0;
    },
    { timeout: TELL_MS, maxWait: TELL_MS },
  );
}

/** Notes them, and returns those that were not noted before, or what was said of which was taken back before it went. In the transaction of tellTogether. */
export function takeOccasions({ db, clock }: Deps, officerId: string, occasions: readonly Occasion[]): Promise<Occasion[]> {
  return db.$queryRawUnsafe<Occasion[]>(takeSql, officerId, targetsOf(officerId), JSON.stringify(occasions), clock.now());
}

/** The message `m` is what the officer was told at the moment of the occurrence `o`. @param officerId SQL */
export const messageSql = (officerId: string): string => `"Message" m ON m.class = 'duty' AND m."createdAt" = o.at
  AND m."accountId" IN (SELECT held."accountId" FROM "OfficerAccount" held WHERE held."officerId" = ${officerId})`;

/** What was said at the occurrence `o` was taken back before any of it went. @param officerId SQL */
const takenBackSql = (officerId: string): string => `COALESCE((SELECT bool_and(m.state = 'cancelled' AND m.reason = 'changed')
  FROM (SELECT 1) one JOIN ${messageSql(officerId)}), false)`;

/** $1 officer, $2 targets, $3 occasions as JSON, $4 now. */
const takeSql = `
INSERT INTO "Occurrence" (rule, target, date, at)
SELECT g.rule, ($2::text[])[before.times + 1], g.date, $4::timestamptz
FROM jsonb_to_recordset($3::jsonb) AS g(rule text, date date)
CROSS JOIN LATERAL (SELECT count(*)::int AS times, COALESCE(bool_and(${takenBackSql('$1::uuid')}), true) AS again
  FROM "Occurrence" o WHERE o.rule = g.rule AND o.date = g.date AND o.target = ANY($2::text[])) before
WHERE before.again AND before.times < cardinality($2::text[]) ORDER BY g.rule, g.date
ON CONFLICT DO NOTHING RETURNING rule, date::text`;

/** Of these officers, in their order. */
export async function notYetTold({ db }: Pick<Deps, 'db'>, officerIds: readonly string[], { rule, date }: Occasion): Promise<string[]> {
  if (officerIds.length === 0) return [];
  const done = await db.$queryRawUnsafe<{ officerId: string }[]>(doneSql, rule, date, officerIds);
  const told = new Set(done.map(({ officerId }) => officerId));
  return officerIds.filter((officerId) => !told.has(officerId));
}

/** $1 rule, $2 date, $3 officers. */
const doneSql = `
SELECT o."officerId"::text FROM (
  SELECT *, substr(split_part(target, ' ', 1), 9)::uuid AS "officerId" FROM "Occurrence" WHERE rule = $1 AND date = $2::date) o
WHERE o."officerId" = ANY($3::uuid[])
GROUP BY 1 HAVING NOT bool_and(${takenBackSql('o."officerId"')})`;

/** One of these rules, or what waits, has told them something this morning (or this afternoon) that was not taken back. In the transaction of tellTogether. */
export async function wasToldJustNow({ db, clock }: Deps, officerId: string, rules: readonly string[]): Promise<boolean> {
  const { from } = halfDayOf(clock.now());
  const [told] = await db.$queryRawUnsafe<unknown[]>(toldSql, rules, targetsOf(officerId), officerId, from);
  return told !== undefined;
}

/** $1 rules, $2 targets, $3 officer, $4 since when. */
const toldSql = `
SELECT 1 FROM "Occurrence" o JOIN ${messageSql('$3::uuid')}
WHERE o.rule = ANY($1::text[]) AND o.target = ANY($2::text[]) AND o.at >= $4::timestamptz AND m.state NOT IN ('failed', 'cancelled', 'expired') LIMIT 1`;

/** As `Occurrence` names an officer. */
export function targetOf(officerId: string): string {
  return `officer:${officerId}`;
}

/** The first, and those of what was taken back and is said anew. */
function targetsOf(officerId: string): string[] {
  return Array.from({ length: MOST }, (_, time) => (time === 0 ? targetOf(officerId) : `${targetOf(officerId)} ${time + 1}`));
}

/** A local date as `Occurrence` keeps it. */
export function storedDate(date: string): Date {
  return new Date(`${date}T00:00:00Z`);
}
