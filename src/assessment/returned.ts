/** What officers ask back of a household: single items of what it sent, for a time. */
import type { RawDeps } from '../deps.ts';
import { addDays, endOfLocalDay, localDate, startOfLocalDay } from '../season/calendar.ts';
import type { SeasonDates } from '../season/definition.ts';

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
  /** The last local date on which it can be answered. */
  until: string;
  /** That day is over. */
  over: boolean;
}

/** As the database has it. */
export interface AskedBack {
  items: (ReturnedItem & { at: string })[] | null;
}

/** Days for an answer, at the least. */
const DAYS = 14;

/** Also after self-assessment has closed: until the khu phố meets, and for some days at the least. */
export function returnedOf({ items }: AskedBack, dates: Pick<SeasonDates, 'khuPhoMeetings'>, now: Date): Returned {
  const all = items ?? [];
  const asked = localDate(all.reduce((last, { at }) => (new Date(at) > last ? new Date(at) : last), new Date(0)));
  const days = addDays(asked, DAYS);
  const until = days > dates.khuPhoMeetings ? days : dates.khuPhoMeetings;
  return {
    items: all.map(({ indicator, reason, answered }) => ({ indicator, reason, answered })),
    until,
    over: now > endOfLocalDay(until),
  };
}

/** The newest of the acts that ask an item back of the submission `s`, or do not want it any more. */
const newestAsksSql = `(SELECT DISTINCT ON (indicator) indicator, act, reason, at, seq FROM "Review"
    WHERE "submissionId" = s.id AND act IN ('askBack', 'withdraw') ORDER BY indicator, seq DESC)`;

/**
 * The items that stand as asked back of the submission `s` of the assessment `a`, or null when there are none: asked and not
 * withdrawn; what was asked of an earlier submission is settled by sending the next.
 */
export const askedBackSql = `(
  SELECT json_agg(json_build_object('indicator', asked.indicator, 'reason', asked.reason, 'at', asked.at,
    'answered', EXISTS (SELECT 1 FROM "Answer" later
      WHERE later."assessmentId" = a.id AND later.indicator = asked.indicator AND later.at > asked.at)) ORDER BY asked.seq)
  FROM ${newestAsksSql} asked
  WHERE asked.act = 'askBack')`;

/** In a season that has met, what was asked before `overdueBefore` is over: `returnedOf(…).over` for many. */
export function hasMet({ khuPhoMeetings }: Pick<SeasonDates, 'khuPhoMeetings'>, now: Date): boolean {
  return localDate(now) > khuPhoMeetings;
}

export function overdueBefore(now: Date): Date {
  return startOfLocalDay(addDays(localDate(now), -DAYS));
}

/**
 * The assessment `a` with the submission `s` waits for an answer whose day is over.
 * @param met SQL: `hasMet` of its season
 * @param before SQL of `overdueBefore`
 */
export const overdueSql = (met: string, before: string): string => `(a.stage = 'returned' AND ${met} AND (
  SELECT max(asked.at) < ${before} FROM ${newestAsksSql} asked WHERE asked.act = 'askBack'))`;

/** Of one assessment; see `askedBackSql`. */
export async function askedBack({ db }: Pick<RawDeps, 'db'>, assessmentId: string): Promise<AskedBack> {
  const [row] = await db.$queryRawUnsafe<AskedBack[]>(oneSql, assessmentId);
  return row ?? { items: null };
}

const oneSql = `
SELECT ${askedBackSql} AS items FROM "Assessment" a
JOIN LATERAL (SELECT id FROM "Submission" WHERE "assessmentId" = a.id ORDER BY number DESC LIMIT 1) s ON true
WHERE a.id = $1::uuid`;
