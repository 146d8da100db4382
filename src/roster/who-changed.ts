/** Who was there before: told to the second of two officers, who then looks anew. */
import { TITLE } from '../assessment/rubric-in-force.ts';
import type { CurrentSeason } from '../assessment/season-of.ts';
import type { Deps } from '../deps.ts';

/** Somebody did something with a line since it was shown. */
export interface ChangedLine {
  householdId: string;
  /** Who, and when; null: the household, or nobody knows any more. */
  by: { officer: string; at: Date } | null;
}

export async function whoChanged({ db }: Deps, householdIds: readonly string[], season: CurrentSeason): Promise<ChangedLine[]> {
  const rows = await db.$queryRaw<{ householdId: string; officer: string; at: Date }[]>`
    SELECT DISTINCT ON (a."householdId") a."householdId", o.name AS officer, r.at
    FROM "Assessment" a JOIN "Review" r ON r."assessmentId" = a.id JOIN "Officer" o ON o.id = r."officerId"
    WHERE a."householdId" = ANY(${[...householdIds]}::uuid[]) AND a.title = ${TITLE} AND a."seasonId" = ${season.id}::uuid
      AND NOT EXISTS (SELECT 1 FROM "Submission" s WHERE s."assessmentId" = a.id AND s.at > r.at)
    ORDER BY a."householdId", r.seq DESC`;
  return householdIds.map((householdId) => {
    const last = rows.find((row) => row.householdId === householdId);
    return { householdId, by: last ? { officer: last.officer, at: last.at } : null };
  });
}
