/** The households of a khu phố as lines of its sheet: in one statement, and what officers changed in another. */
import { type AskedBack, askedBackSql, returnedOf } from '../assessment/returned.ts';
import { TITLE } from '../assessment/rubric-in-force.ts';
import type { CurrentSeason } from '../assessment/season-of.ts';
import { Prisma } from '../db/client.ts';
import type { Deps } from '../deps.ts';
import { controllerSql } from '../household/member-sql.ts';
import { handOf } from '../review/hand-of.ts';
import { agreesSql } from '../review/in-use.ts';
import { type Judged, type JudgedScores, judgedScores, standingScore } from '../review/judged-scores.ts';
import type { Stage } from '../review/state.ts';
import type { StandingRow } from './plan-sheet.ts';
import type { Proposal } from './row-seen.ts';

export type Source = 'self' | 'assisted' | 'paper' | 'meeting';

export interface SheetRow extends StandingRow {
  code: string;
  houseCode: string | null;
  /** Empty: nobody is named. */
  headName: string;
  residence: 'permanent' | 'temporary';
  /** An officer has confirmed who it is. */
  verified: boolean;
  /** Somebody speaks for it. */
  chats: boolean;
  /** Null: nothing was begun, and nothing was said of it. */
  source: Source | null;
  sent: { number: number; points: number; max: number; enough: boolean; at: Date } | null;
  /** What khu phố and ward made of the points of what was sent. */
  judged: JudgedScores;
  /** What is asked back was not answered in time: an officer may use what was sent. */
  overdue: boolean;
  /** What the household said that disagrees, where no officer has done anything since; null: nothing. */
  objection: string | null;
}

/** Officers have it to look at: what its household reopened is with the household. */
export function waits({ standing }: Pick<SheetRow, 'standing'>): boolean {
  return standing.stage === 'waiting' && standing.sent && standing.hand === 'officers';
}

/** Of what was sent, as the highest level sees it that said something else; null: nothing was. */
export function scoreOf({ sent, judged }: Pick<SheetRow, 'sent' | 'judged'>): Judged | null {
  return sent && standingScore(sent, judged);
}

interface Row {
  householdId: string;
  code: string;
  houseCode: string | null;
  headName: string;
  residence: 'permanent' | 'temporary';
  verified: boolean;
  chats: boolean;
  assessmentId: string | null;
  source: Source | null;
  state: 'draft' | 'submitted' | null;
  stage: Stage | null;
  hamletPoints: number | null;
  reviewSeq: number | null;
  number: number | null;
  points: number | null;
  max: number | null;
  enough: boolean | null;
  at: Date | null;
  reason: string | null;
  asked: AskedBack | null;
  objection: string | null;
}

/**
 * As people look for them: by house code, then by name. Households that have not agreed to be assessed, or not any more, are
 * left out.
 * @param options.householdIds only these
 */
export async function sheetRows(
  deps: Deps,
  { areaId, season, householdIds = null }: { areaId: string; season: CurrentSeason; householdIds?: readonly string[] | null },
): Promise<SheetRow[]> {
  const { db, clock } = deps;
  const rows = await db.$queryRaw<Row[]>`
    WITH controller AS MATERIALIZED (SELECT (${Prisma.raw(controllerSql)}) AS id FROM "Area" area WHERE area.id = ${areaId}::uuid)
    SELECT h.id AS "householdId", h.code, h."houseCode", h."headName", h.residence::text, h."verifiedAt" IS NOT NULL AS verified,
      EXISTS (SELECT 1 FROM "Membership" m WHERE m."householdId" = h.id AND m."to" IS NULL OFFSET 0) AS chats,
      a.id AS "assessmentId", a.source::text, a.state::text, a.stage::text, a."hamletPoints", a."reviewSeq",
      s.number, (s.score ->> 'points')::float8 AS points, (s.score ->> 'max')::float8 AS max, (s.score ->> 'enough')::boolean AS enough, s.at,
      CASE WHEN a.stage = 'notProposed' THEN (SELECT r.reason FROM "Review" r
        WHERE r."assessmentId" = a.id AND r.act = 'notPropose' ORDER BY r.seq DESC LIMIT 1) END AS reason,
      CASE WHEN a."reviewSeq" > 0 THEN (SELECT
        CASE WHEN r.act = 'object' AND (a.stage = 'notProposed' OR r."submissionId" IS NOT DISTINCT FROM s.id) THEN COALESCE(r.reason, '') END
        FROM "Review" r WHERE r."assessmentId" = a.id ORDER BY r.seq DESC LIMIT 1) END AS objection,
      CASE WHEN a.stage = 'returned' THEN ${Prisma.raw(askedBackSql)} END AS asked
    FROM "Household" h CROSS JOIN controller
    LEFT JOIN "Assessment" a ON a."householdId" = h.id AND a.title = ${TITLE} AND a."seasonId" = ${season.id}::uuid
    LEFT JOIN LATERAL (SELECT id, number, score, at FROM "Submission" WHERE "assessmentId" = a.id ORDER BY number DESC LIMIT 1) s ON true
    WHERE h."areaId" = ${areaId}::uuid AND h."mergedIntoId" IS NULL AND ${Prisma.raw(agreesSql('h.id', 'controller.id'))}
      AND (${householdIds === null} OR h.id = ANY(${[...(householdIds ?? [])]}::uuid[]))`;
  const now = clock.now();
  const sent = rows.flatMap(({ assessmentId, number, reviewSeq }) => (assessmentId && number !== null && reviewSeq ? assessmentId : []));
  const judged = await judgedScores(deps, sent);
  return rows.map((row) => sheetRow(row, season, now, judged.get(row.assessmentId ?? '') ?? {})).sort(byPlace);
}

const order = new Intl.Collator('vi', { numeric: true });

function byPlace(a: SheetRow, b: SheetRow): number {
  if ((a.houseCode === null) !== (b.houseCode === null)) return a.houseCode === null ? 1 : -1;
  return order.compare(a.houseCode ?? '', b.houseCode ?? '') || order.compare(a.headName, b.headName) || order.compare(a.code, b.code);
}

function sheetRow(row: Row, { phase, dates }: CurrentSeason, now: Date, judged: JudgedScores): SheetRow {
  const { state, stage: stored, hamletPoints, reviewSeq, number, points, max, enough, at, asked: back, ...rest } = row;
  const stage = stored ?? 'waiting';
  const sent = number !== null && at !== null ? { number, points: points ?? 0, max: max ?? 0, enough: enough ?? false, at } : null;
  const asked = back && returnedOf(back, dates, now);
  const hand = handOf({ state: state ?? 'draft', stage, sent: sent !== null, asked, phase });
  return {
    ...rest,
    sent,
    judged,
    overdue: asked?.over ?? false,
    standing: { stage, hand, sent: sent !== null, asked: asked?.items.length ?? 0 },
    seen: `${reviewSeq ?? 0}.${number ?? 0}`,
    proposal: PROPOSALS[stage] ?? null,
    // What the khu phố gave by hand is of no use any more once the household has sent its own.
    points: sent ? null : hamletPoints,
  };
}

/** A decision does not take back what the khu phố said before it; which of the two it was is told by its words. */
const PROPOSALS: Partial<Record<Stage, Proposal>> = { proposed: 'propose', notProposed: 'notPropose' };
