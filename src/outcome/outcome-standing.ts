/** How far those of a ward are told who would not be recognised, and whether they may still answer. */
import type { Deps } from '../deps.ts';
import { agreesSql, controllersSql } from '../review/in-use.ts';
import { localDate } from '../season/calendar.ts';
import { becameSql, sendingSince, toldSql, type WhatBecame } from '../telling/told-sql.ts';

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
  /** Of whoever is untold. */
  message: WhatBecame;
}

/** Every household of the ward that is not proposed and whose file may be used, by khu phố. */
export function outcomeStanding({ db }: Pick<Deps, 'db'>, { unitCode, seasonId, title, now }: OutcomeAsked): Promise<OutcomeRow[]> {
  return db.$queryRawUnsafe<OutcomeRow[]>(standingSql, unitCode, seasonId, title, localDate(now), sendingSince(now));
}

const written = { about: 'outcome', assessment: 'a.id', since: 'outcome.at' } as const;

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
LEFT JOIN LATERAL (${toldSql(written)}) told ON true
LEFT JOIN LATERAL (${becameSql(written, '$5::timestamptz')}) written ON told."answerBy" IS NULL
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
