/** What waited in a khu phố when an officer was shown it: goes out with the page, and comes back with "confirm those without a warning". */
import { TITLE } from '../assessment/rubric-in-force.ts';
import { seasonOf } from '../assessment/season-of.ts';
import { contentHash } from '../canonical.ts';
import { isId } from '../db/is-id.ts';
import type { Deps } from '../deps.ts';
import { areasIn, type Scope } from '../officer/scope.ts';
import { seenOf } from './read-files.ts';

/** More than a khu phố has; a form stays small all the same. */
const MOST = 1000;
const SIGN_LENGTH = 16;

/**
 * What waits by what the database says, not by the clock: what was sent before the page and comes in after it is not in here.
 * Read it before what is shown. The longest waiting come first, of more than `MOST` only those.
 */
export async function waitingShown(deps: Deps, { scope, areaId }: { scope: Scope; areaId: string }): Promise<string> {
  const { db } = deps;
  const area = isId(areaId) && (await db.area.findFirst({ where: { AND: [{ id: areaId }, areasIn(scope)] }, select: { unitCode: true } }));
  if (!area) return '';
  const season = await seasonOf(deps, area.unitCode);
  const rows = await db.$queryRaw<{ id: string; reviewSeq: number; number: number }[]>`
    SELECT a.id, a."reviewSeq", max(s.number) AS number FROM "Assessment" a JOIN "Submission" s ON s."assessmentId" = a.id
    WHERE a."areaId" = ${areaId}::uuid AND a."seasonId" = ${season.id}::uuid AND a.title = ${TITLE} AND a.stage = 'waiting'
    GROUP BY a.id ORDER BY max(COALESCE(s."sentAt", s.at)), a.id LIMIT ${MOST}`;
  return rows.map(({ id, reviewSeq, number }) => signOf(id, seenOf(reviewSeq, number))).join('.');
}

/** Whether a file is in there, and nothing was done with it since. */
export function wasShown(shown: string): (file: { id: string; seen: string }) => boolean {
  const signs = new Set(shown.split('.'));
  return ({ id, seen }) => signs.has(signOf(id, seen));
}

/** Of the file as it is: whatever is done with it, or sent anew, gives another. */
function signOf(id: string, seen: string): string {
  return contentHash([id, seen]).slice(0, SIGN_LENGTH);
}
