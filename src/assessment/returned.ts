/** What officers ask back of a household: single items of what it sent, for a time. */
import type { RawDeps } from '../deps.ts';
import { addDays, endOfLocalDay, localDate } from '../season/calendar.ts';
import type { SeasonDates } from '../season/definition.ts';
import { DAYS_TO_ADD } from '../telling/answer-by.ts';
import { becameSql, toldSql } from '../telling/told-sql.ts';

export interface ReturnedItem {
  /** Indicator id. */
  indicator: string;
  /** An officer's words; null: not kept any more. */
  reason: string | null;
  /** The household has answered it since. */
  answered: boolean;
}

export interface Returned {
  items: ReturnedItem[];
  /** The household was truly told of all of it. Its days begin with that. */
  told: boolean;
  /** The last local date on which it can be answered; of whoever is not told: if it heard of it now. */
  until: string;
  /** It was told, and that day is over. */
  over: boolean;
}

/** As the database has it. */
export interface AskedBack {
  items: ReturnedItem[];
  /** Local date: its days, from when it was told; null: it was not. */
  answerBy: string | null;
}

/** Also after self-assessment has closed: until the khu phố meets, and for some days at the least, from when the household was told. */
export function returnedOf({ items, answerBy }: AskedBack, dates: Pick<SeasonDates, 'khuPhoMeetings'>, now: Date): Returned {
  const days = answerBy ?? addDays(localDate(now), DAYS_TO_ADD);
  const until = days > dates.khuPhoMeetings ? days : dates.khuPhoMeetings;
  return { items, told: answerBy !== null, until, over: answerBy !== null && now > endOfLocalDay(until) };
}

/** The newest of the acts that ask an item back of the submission `s`, or do not want it any more. */
const newestAsksSql = `(SELECT DISTINCT ON (indicator) indicator, act, reason, at, seq FROM "Review"
    WHERE "submissionId" = s.id AND act IN ('askBack', 'withdraw') ORDER BY indicator, seq DESC)`;

const written = { about: 'askBack', assessment: 'a.id', since: 'asked.last' } as const;

/** When something that still stands was asked last of the submission `s`, as `asked.last`; no row where nothing is. */
export const lastAskSql = `SELECT max(asks.at) AS last FROM ${newestAsksSql} asks WHERE asks.act = 'askBack' HAVING max(asks.at) IS NOT NULL`;

/** Whether the household of the assessment `a` was told of what was asked last (`lastAskSql`); see `toldSql`. */
export const toldOfAskSql = toldSql(written);
/** And what became of what was written to it. @param sending SQL of `sendingSince` */
export const becameOfAskSql = (sending: string): string => becameSql(written, sending);

/**
 * What stands as asked back of the submission `s` of the assessment `a` (`AskedBack`), or null where nothing does: asked and not
 * withdrawn; what was asked of an earlier submission is settled by sending the next.
 */
export const askedBackSql = `(
  SELECT json_build_object('answerBy', (SELECT told."answerBy" FROM (${toldOfAskSql}) told), 'items', (
    SELECT json_agg(json_build_object('indicator', item.indicator, 'reason', item.reason,
      'answered', EXISTS (SELECT 1 FROM "Answer" later
        WHERE later."assessmentId" = a.id AND later.indicator = item.indicator AND later.at > item.at)) ORDER BY item.seq)
    FROM ${newestAsksSql} item WHERE item.act = 'askBack'))
  FROM (${lastAskSql}) asked)`;

/** In a season that has met, what could be answered until a day that is over, is over: `returnedOf(…).over` for many. */
export function hasMet({ khuPhoMeetings }: Pick<SeasonDates, 'khuPhoMeetings'>, now: Date): boolean {
  return localDate(now) > khuPhoMeetings;
}

/**
 * The assessment `a` with the submission `s` waits for an answer whose day is over.
 * @param met SQL: `hasMet` of its season
 * @param today SQL of the local date
 */
export const overdueSql = (met: string, today: string): string => `(a.stage = 'returned' AND ${met} AND EXISTS (
  SELECT 1 FROM (${lastAskSql}) asked CROSS JOIN LATERAL (${toldOfAskSql}) told WHERE told."answerBy" < ${today}))`;

/** Of one assessment; see `askedBackSql`. Null: nothing is asked back. */
export async function askedBack({ db }: Pick<RawDeps, 'db'>, assessmentId: string): Promise<AskedBack | null> {
  const [row] = await db.$queryRawUnsafe<{ asked: AskedBack | null }[]>(oneSql, assessmentId);
  return row?.asked ?? null;
}

const oneSql = `
SELECT ${askedBackSql} AS asked FROM "Assessment" a
JOIN LATERAL (SELECT id FROM "Submission" WHERE "assessmentId" = a.id ORDER BY number DESC LIMIT 1) s ON true
WHERE a.id = $1::uuid`;
