/** How far those of a ward are told who would not be recognised, and whether they may still answer. */
import type { Deps } from '../deps.ts';
import { agreesSql, controllersSql } from '../review/in-use.ts';
import { localDate } from '../season/calendar.ts';
import { wentSql } from '../telling/hear-notices.ts';

export interface OutcomeAsked {
  unitCode: string;
  seasonId: string;
  title: string;
  now: Date;
}

export interface OutcomeRow {
  assessmentId: string;
  householdId: string;
  areaId: string;
  /**
   * - `objected`: it does not agree, and nobody has answered
   * - `untold`: it has not been told since the meeting last did not propose it: nothing was written, or it has not arrived
   * - `waiting`: it may still answer, until the end of `answerBy`
   * - `final`: told, and its time is over, or it was the ward that answered its objection
   */
  state: 'untold' | 'waiting' | 'objected' | 'final';
  /** Local date; null: not told since. */
  answerBy: string | null;
  /** Somebody of it can be told in chat. */
  hasChat: boolean;
  /** The ward's own answer to an objection: telling it opens no new window. */
  answered: boolean;
  /**
   * Untold: what became of what was written to it. Null: nothing was.
   * - `sending`: written within the last day, and on its way
   * - `held`: its app does not take it before the household writes again, or it wants none · `failed`: it cannot be sent any more
   * - `uncertain`: nobody knows whether it was sent · `unread`: it has been waiting for longer than a day
   */
  message: 'sending' | 'held' | 'failed' | 'uncertain' | 'unread' | null;
}

/** A message that is not fetched by then may not be fetched for long. */
const SENDING_MS = 24 * 60 * 60_000;

/** Every household of the ward that is not proposed and whose file may be used, by khu phố. */
export function outcomeStanding({ db }: Pick<Deps, 'db'>, { unitCode, seasonId, title, now }: OutcomeAsked): Promise<OutcomeRow[]> {
  return db.$queryRawUnsafe<OutcomeRow[]>(standingSql, unitCode, seasonId, title, localDate(now), new Date(now.getTime() - SENDING_MS));
}

/** $1 ward, $2 season, $3 title, $4 local date, $5 since when a message is on its way that is not sent. Khu phố by khu phố (`OFFSET 0`). */
const standingSql = `
WITH ${controllersSql}
SELECT a.id AS "assessmentId", h.id AS "householdId", a."areaId",
  CASE
    WHEN objection.seq IS NOT NULL AND NOT answer.final THEN 'objected'
    WHEN told."answerBy" IS NULL THEN 'untold'
    WHEN answer.final OR told."answerBy" < $4::date THEN 'final'
    ELSE 'waiting'
  END AS state,
  told."answerBy"::text AS "answerBy", chat.has AS "hasChat", answer.final AS answered, written.message
FROM "Area" area CROSS JOIN LATERAL (
  SELECT * FROM "Assessment" WHERE "areaId" = area.id AND "seasonId" = $2::uuid AND stage = 'notProposed' AND title = $3 OFFSET 0) a
JOIN "Household" h ON h.id = a."householdId" AND h."mergedIntoId" IS NULL
JOIN controller ON controller."areaId" = h."areaId"
LEFT JOIN LATERAL (
  SELECT seq, level, at FROM "Review" WHERE "assessmentId" = a.id AND act = 'notPropose' ORDER BY seq DESC LIMIT 1) outcome ON true
LEFT JOIN LATERAL (
  SELECT seq FROM "Review" WHERE "assessmentId" = a.id AND act = 'object' AND seq > COALESCE(outcome.seq, 0) LIMIT 1) objection ON true
CROSS JOIN LATERAL (
  -- The ward spoke last, after an objection to an earlier outcome.
  SELECT COALESCE(outcome.level = 'ward', false) AND EXISTS (
    SELECT 1 FROM "Review" said JOIN "Review" earlier ON earlier."assessmentId" = said."assessmentId"
      AND earlier.act = 'notPropose' AND earlier.seq < said.seq
    WHERE said."assessmentId" = a.id AND said.act = 'object' AND said.seq < outcome.seq) AS final) answer
LEFT JOIN LATERAL (
  SELECT "answerBy" FROM "OutcomeNotice"
  WHERE "assessmentId" = a.id AND "toldAt" IS NOT NULL AND (outcome.at IS NULL OR at >= outcome.at) ORDER BY "toldAt", at DESC, id DESC LIMIT 1) told ON true
LEFT JOIN LATERAL (
  SELECT (
    WITH ${wentSql('SELECT unnest(n."messageIds")')}
    SELECT CASE
      WHEN bool_or(state = 'sent' OR (state IN ('queued', 'leased') AND n.at > $5::timestamptz)) THEN 'sending'
      WHEN bool_or(state = 'uncertain') THEN 'uncertain'
      WHEN bool_or(state = 'held') THEN 'held'
      WHEN bool_or(state IN ('queued', 'leased')) THEN 'unread'
      ELSE 'failed' END FROM went) AS message
  FROM "OutcomeNotice" n
  WHERE n."assessmentId" = a.id AND (outcome.at IS NULL OR n.at >= outcome.at) ORDER BY n.at DESC, n.id DESC LIMIT 1) written ON told."answerBy" IS NULL
CROSS JOIN LATERAL (
  SELECT EXISTS (
    SELECT 1 FROM "Membership" m JOIN "Account" account ON account.id = m."accountId" AND account."erasedAt" IS NULL
    CROSS JOIN LATERAL (
      SELECT act, "organisationId" FROM "Consent"
      WHERE "accountId" = account.id AND purpose = 'selfAssessment' ORDER BY at DESC, id DESC LIMIT 1) consent
    WHERE m."householdId" = h.id AND m."to" IS NULL AND consent.act = 'given' AND consent."organisationId" = controller."organisationId"
  ) AS has) chat
WHERE area."unitCode" = $1 AND ${agreesSql('h.id', 'controller."organisationId"')}
ORDER BY a."areaId", a.id`;
