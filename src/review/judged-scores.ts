/** What officers made of the points of many files at once. */
import { AREA_STANDING } from '../assessment/area-standing.ts';
import type { Deps } from '../deps.ts';
import type { Score } from '../rubric/score.ts';
import { threeScores } from './overlay.ts';
import { type ReviewFile, readFiles } from './read-files.ts';
import type { Level } from './state.ts';

export type Judged = Pick<Score, 'points' | 'max' | 'enough'>;

/** By level; absent: no change of it holds for what was sent last. */
export type JudgedScores = Partial<Record<Level, Judged>>;

/** By assessment; absent: it stands as its household sent it. Few files are changed, so only those are read whole. */
export async function judgedScores(deps: Deps, assessmentIds: readonly string[]): Promise<Map<string, JudgedScores>> {
  if (assessmentIds.length === 0) return new Map();
  const changed = await deps.db.$queryRawUnsafe<{ id: string }[]>(changedSql, assessmentIds);
  if (changed.length === 0) return new Map();
  const files = await readFiles(deps, { id: { in: changed.map(({ id }) => id) } });
  return new Map(files.map((file) => [file.id, judgedOf(file)]));
}

const changedSql = `SELECT DISTINCT "assessmentId" AS id FROM "Review" WHERE "assessmentId" = ANY($1::uuid[]) AND act = 'change'`;

function judgedOf({ rubric, sent, changes }: Pick<ReviewFile, 'rubric' | 'sent' | 'changes'>): JudgedScores {
  if (!sent) return {};
  const scores = threeScores({ rubric, answers: sent.answers, facts: sent.facts, area: AREA_STANDING }, changes);
  const judged: JudgedScores = {};
  for (const { level } of changes) {
    const { points, max, enough } = scores[level];
    judged[level] = { points, max, enough };
  }
  return judged;
}

/** The points that hold: those of the highest level that said something else, or as they were sent. */
export function standingScore<S extends Pick<Judged, 'enough'>>(sent: S, { hamlet, ward }: JudgedScores): S | Judged {
  return ward ?? hamlet ?? sent;
}
