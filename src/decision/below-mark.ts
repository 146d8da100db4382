/** Whose points do not speak for recognising them, of those whom a decision would recognise, as officers see their files now. */
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

export interface Doubtful<One> {
  /** Too few points. */
  below: One[];
  /** No points at all: nothing was sent, and the meeting gave none. It may propose so. */
  bare: One[];
}

export async function doubtful<One extends Pick<Candidate, 'assessmentId'>>(
  deps: Deps,
  unitCode: string,
  candidates: readonly One[],
): Promise<Doubtful<One>> {
  if (candidates.length === 0) return { below: [], bare: [] };
  const ids = candidates.map(({ assessmentId }) => assessmentId);
  const { rubric } = await rubricFor(deps, await seasonOf(deps, unitCode), null);
  const rows = await deps.db.$queryRawUnsafe<Row[]>(pointsSql, ids);
  const judged = await judgedScores(deps, ids);
  const mark = rubric.passMark[AREA_STANDING];
  const byId = new Map(rows.map((row) => [row.id, row]));
  const isBelow = ({ assessmentId }: One) => {
    const { enough = null, hamletPoints = null } = byId.get(assessmentId) ?? {};
    if (enough === null) return hamletPoints !== null && hamletPoints < mark;
    return !standingScore({ enough }, judged.get(assessmentId) ?? {}).enough;
  };
  const isBare = ({ assessmentId }: One) => {
    const row = byId.get(assessmentId);
    return row !== undefined && row.enough === null && row.hamletPoints === null;
  };
  return { below: candidates.filter(isBelow), bare: candidates.filter(isBare) };
}

const pointsSql = `
SELECT a.id, a."hamletPoints", (SELECT COALESCE((score ->> 'enough')::boolean, false) FROM "Submission"
  WHERE "assessmentId" = a.id ORDER BY number DESC LIMIT 1) AS enough
FROM "Assessment" a WHERE a.id = ANY($1::uuid[])`;
