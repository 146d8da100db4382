/** Whom a decision would recognise: the households that are proposed now, in the order of its list. */
import { TITLE } from '../assessment/rubric-in-force.ts';
import { contentHash } from '../canonical.ts';
import type { Deps } from '../deps.ts';
import { postingSql } from '../household/posting-sql.ts';
import { proposedSql } from '../report/station-sql.ts';
import { agreesSql, controllersSql } from '../review/in-use.ts';
import { inListOrder } from './list-order.ts';

export interface Candidate {
  assessmentId: string;
  householdId: string;
  head: string;
  code: string;
  areaId: string;
  area: string;
  /** What the list is based on. */
  seen: string;
  mayBePosted: boolean;
}

export interface CandidatesAsked {
  seasonId: string;
  /** All of a ward, or some khu phố. */
  unitCode?: string;
  areaIds?: readonly string[];
  /** Also whose file was decided since, one way or the other. */
  alsoDecided?: boolean;
}

/** The one list: meetings, papers and decisions are made of it, so that all of them name the same households. */
export async function candidatesOf({ db }: Deps, asked: CandidatesAsked): Promise<Candidate[]> {
  const { seasonId, unitCode = null, areaIds = null, alsoDecided = false } = asked;
  const rows = await db.$queryRawUnsafe<Candidate[]>(candidatesSql, unitCode, seasonId, TITLE, areaIds, alsoDecided);
  return rows.sort(inListOrder);
}

/** Says of a list which it is: somebody else's act makes it another. */
export function seenOfList(candidates: readonly Pick<Candidate, 'assessmentId' | 'seen'>[]): string {
  return contentHash(candidates.map(({ assessmentId, seen }) => `${assessmentId} ${seen}`).sort());
}

/** As `seenOf` says it, of the assessment `a`. */
export const seenSql = seenWithSql('a."reviewSeq"');

/** The same, had that much been done with it. @param acts SQL of a number */
export function seenWithSql(acts: string): string {
  return `${acts} || '.' || COALESCE((SELECT max(number) FROM "Submission" WHERE "assessmentId" = a.id), 0)`;
}

/**
 * Files of households that may be used: they agree, and were not merged into another. Khu phố by khu phố (`OFFSET 0`): for all
 * at once the planner would read every file of the city. With `controllersSql`; names `a`, `area`, `h`.
 * @param which SQL over the files `a` of a khu phố
 */
export function filesInUseSql(which: string): string {
  return `"Area" area
CROSS JOIN LATERAL (SELECT a.* FROM "Assessment" a WHERE a."areaId" = area.id AND ${which} OFFSET 0) a
JOIN "Household" h ON h.id = a."householdId" AND h."mergedIntoId" IS NULL
JOIN controller ON controller."areaId" = h."areaId" AND ${agreesSql('h.id', 'controller."organisationId"')}`;
}

/** $1 ward or null, $2 season, $3 title, $4 khu phố or null, $5 also whose file was decided since. */
const candidatesSql = `
WITH ${controllersSql}
SELECT a.id AS "assessmentId", h.id AS "householdId", h."headName" AS head, h.code, area.id AS "areaId", area.name AS area, ${seenSql} AS seen,
  ${postingSql('h.id', 'controller."organisationId"')} AS "mayBePosted"
FROM ${filesInUseSql(`a."seasonId" = $2::uuid AND a.title = $3 AND (a.stage = 'proposed' OR ($5::boolean AND ${proposedSql}))`)}
WHERE ($1::text IS NULL OR area."unitCode" = $1) AND ($4::uuid[] IS NULL OR area.id = ANY($4::uuid[]))
ORDER BY a.id`;
