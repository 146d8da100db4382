/** Finds what is worth a look in files: see flags.ts. A handful of questions to the database, however many files there are. */

import { TITLE } from '../assessment/rubric-in-force.ts';
import type { Deps } from '../deps.ts';
import type { Score } from '../rubric/score.ts';
import { type Flag, flagsOf } from './flags.ts';
import { isOfSent, isSent, lastSending, type ReviewFile } from './read-files.ts';

interface Piece {
  id: string;
  assessmentId: string;
  indicator: string;
  sha256: string;
  kind: 'story' | 'photo' | 'pdf';
}

/** By assessment; what nothing was sent of has none. */
export async function flagsFor(deps: Deps, files: readonly ReviewFile[]): Promise<Map<string, Flag[]>> {
  const ids = files.map(({ id }) => id);
  if (ids.length === 0) return new Map();
  const evidence: Piece[] = await deps.db.evidence.findMany({
    where: { assessmentId: { in: ids }, removedAt: null },
    select: { id: true, assessmentId: true, indicator: true, sha256: true, kind: true },
  });
  const elsewhere = await handedInTwice(deps, evidence);
  const before = await lastYears(deps, files);
  const assisted = await assistedAmong(deps, ids);
  return new Map(
    files.map((file) => {
      const { sent, rubric, id, household } = file;
      if (!sent) return [id, []];
      const looked = {
        rubric,
        facts: sent.facts,
        answers: sent.answers,
        evidence: evidence.filter((piece) => piece.assessmentId === id && isSent(file, piece)),
        elsewhere,
        points: sent.score.points,
        lastYear: before.get(household.id) ?? null,
        assisted: file.source === 'assisted' || assisted.has(id),
        objects: objects(file),
        answersBack: answersBack(file),
      };
      return [id, flagsOf(looked)];
    }),
  );
}

/** The household said something, and no officer has done anything with the file since. */
export function objects({ reviews, submissions }: Pick<ReviewFile, 'reviews' | 'submissions'>): boolean {
  const ofSent = (review: ReviewFile['reviews'][number]) =>
    submissions.length === 0 ? review.submissionId === null : isOfSent({ submissions }, review);
  const last = reviews.findLastIndex((review) => review.act === 'object' && ofSent(review));
  return last >= 0 && !reviews.some(({ officerId }, at) => at > last && officerId !== null);
}

/** The household was asked something back before it sent this. */
export function answersBack({ reviews, submissions }: Pick<ReviewFile, 'reviews' | 'submissions'>): boolean {
  const { before } = lastSending({ submissions });
  return before !== null && reviews.some(({ act, submissionId }) => act === 'askBack' && submissionId === before.id);
}

/** Files with the same bytes as one that another household handed in. */
async function handedInTwice({ db }: Deps, evidence: readonly Piece[]): Promise<Set<string>> {
  const hashes = [...new Set(evidence.filter(({ kind }) => kind !== 'story').map(({ sha256 }) => sha256))];
  if (hashes.length === 0) return new Set();
  const rows = await db.$queryRaw<{ sha256: string }[]>`
    SELECT e.sha256 FROM "Evidence" e JOIN "Assessment" a ON a.id = e."assessmentId"
    JOIN "Household" h ON h.id = a."householdId" AND h."mergedIntoId" IS NULL
    WHERE e.sha256 = ANY(${hashes}::text[]) AND e.kind <> 'story' AND e."removedAt" IS NULL
    GROUP BY e.sha256 HAVING count(DISTINCT a."householdId") > 1`;
  return new Set(rows.map(({ sha256 }) => sha256));
}

/** Points of what each household sent last in an earlier season, on the scale of the rubric of now. */
async function lastYears({ db }: Deps, files: readonly ReviewFile[]): Promise<Map<string, number>> {
  const households = files.map(({ household }) => household.id);
  const rows = await db.$queryRaw<{ householdId: string; year: number; trial: boolean; score: Score }[]>`
    SELECT DISTINCT ON (a."householdId", season.year) a."householdId", season.year, season.trial, s.score
    FROM "Assessment" a JOIN "Season" season ON season.id = a."seasonId" JOIN "Submission" s ON s."assessmentId" = a.id
    WHERE a."householdId" = ANY(${households}::uuid[]) AND a.title = ${TITLE} AND NOT season.trial
    ORDER BY a."householdId", season.year DESC, s.number DESC`;
  const found = new Map<string, number>();
  for (const { household, season, rubric } of files) {
    const before = rows.find(({ householdId, year }) => householdId === household.id && year < season.year);
    if (before && before.score.max > 0) found.set(household.id, (before.score.points / before.score.max) * rubric.total);
  }
  return found;
}

/** Those in which an answer that holds was entered by somebody else. */
async function assistedAmong({ db }: Deps, ids: readonly string[]): Promise<Set<string>> {
  const rows = await db.$queryRaw<{ assessmentId: string }[]>`
    SELECT DISTINCT held."assessmentId" FROM (
      SELECT DISTINCT ON ("assessmentId", indicator) "assessmentId", method FROM "Answer"
      WHERE "assessmentId" = ANY(${ids}::uuid[]) ORDER BY "assessmentId", indicator, seq DESC) held
    WHERE held.method <> 'self'`;
  return new Set(rows.map(({ assessmentId }) => assessmentId));
}
