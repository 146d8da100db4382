/** How many of those whom a decision would recognise have too few points, as officers see their files now. */
import { AREA_STANDING } from '../assessment/area-standing.ts';
import { rubricFor } from '../assessment/rubric-in-force.ts';
import { seasonOf } from '../assessment/season-of.ts';
import type { Deps } from '../deps.ts';
import { judgedScores, standingScore } from '../review/judged-scores.ts';
import type { Candidate } from './candidates.ts';

interface Row {
  id: string;
  /** Of what was sent; null: nothing was. */
  enough: boolean | null;
  /** By hand. */
  hamletPoints: number | null;
}

/** Whoever was given no points at all is not below: a meeting may propose without any. */
export async function belowMark(deps: Deps, unitCode: string, candidates: readonly Pick<Candidate, 'assessmentId'>[]): Promise<number> {
  if (candidates.length === 0) return 0;
  const ids = candidates.map(({ assessmentId }) => assessmentId);
  const { rubric } = await rubricFor(deps, await seasonOf(deps, unitCode), null);
  const rows = await deps.db.$queryRawUnsafe<Row[]>(pointsSql, ids);
  const judged = await judgedScores(deps, ids);
  const mark = rubric.passMark[AREA_STANDING];
  return rows.filter(({ id, enough, hamletPoints }) => {
    if (enough === null) return hamletPoints !== null && hamletPoints < mark;
    return !standingScore({ enough }, judged.get(id) ?? {}).enough;
  }).length;
}

const pointsSql = `
SELECT a.id, a."hamletPoints", (SELECT COALESCE((score ->> 'enough')::boolean, false) FROM "Submission"
  WHERE "assessmentId" = a.id ORDER BY number DESC LIMIT 1) AS enough
FROM "Assessment" a WHERE a.id = ANY($1::uuid[])`;
