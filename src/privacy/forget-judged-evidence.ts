/** Stories, photos and files go when the judging that they were for is over; the answers stay until their own time. */
import { TITLE } from '../assessment/rubric-in-force.ts';
import type { PrismaClient } from '../db/client.ts';
import type { Deps } from '../deps.ts';
import { addDays, localDate, startOfLocalDay } from '../season/calendar.ts';

/** The last of these days is the last on which it is kept. */
const DAYS = 90;
/** Pieces of one transaction. */
const AT_ONCE = 500;

/**
 * Empties evidence 90 days after the decision of its household took effect: the newest that has a line of it, so a correction of
 * another household changes nothing. Of households that were never decided, 90 days after the last recognition of their ward and season.
 * The rows stay with their hashes, as for what was taken back; files go once that is committed. Run by a job. Returns how many pieces went.
 */
export async function forgetJudgedEvidence({ db, clock }: Deps & { db: PrismaClient }): Promise<number> {
  const now = clock.now();
  // Decisions that took effect before this moment are more than 90 days old.
  const before = startOfLocalDay(addDays(localDate(now), -DAYS));
  let count = 0;
  for (;;) {
    const [{ pieces = 0 } = {}] = await db.$queryRawUnsafe<{ pieces: number }[]>(forgetSql, TITLE, before, now, AT_ONCE);
    count += pieces;
    if (pieces < AT_ONCE) return count;
  }
}

/**
 * $1 title, $2 the moment before which decisions are old enough, $3 now, $4 how many pieces at most. One statement, so that a piece
 * is emptied, its files are written down to go, and the audit knows, or nothing of that.
 */
const forgetSql = `
WITH last AS MATERIALIZED (
  SELECT "unitCode", "seasonId", max("issuedAt") AS at FROM "Decision"
  WHERE state = 'issued' AND kind = 'recognition' AND title = $1 GROUP BY "unitCode", "seasonId"
), due AS (
  SELECT e.id, e."assessmentId", e."blobKey", e."thumbKey"
  FROM "Assessment" a
  JOIN "Area" area ON area.id = a."areaId"
  JOIN last ON last."unitCode" = area."unitCode" AND last."seasonId" = a."seasonId"
  LEFT JOIN LATERAL (
    SELECT max(d."issuedAt") AS at FROM "DecisionLine" l JOIN "Decision" d ON d.id = l."decisionId"
    WHERE l."assessmentId" = a.id AND l."left" IS NULL AND d.state = 'issued') decided ON true
  JOIN "Evidence" e ON e."assessmentId" = a.id AND e."removedAt" IS NULL
  WHERE a.title = $1 AND COALESCE(decided.at, last.at) < $2::timestamptz
  ORDER BY e.id LIMIT $4::int FOR UPDATE OF e SKIP LOCKED
), emptied AS (
  UPDATE "Evidence" e SET "removedAt" = $3::timestamptz, text = NULL, "blobKey" = NULL, "thumbKey" = NULL
  FROM due WHERE e.id = due.id RETURNING e.id
), files AS (
  INSERT INTO "BlobDeletion" ("blobKey", at)
  SELECT DISTINCT key, $3::timestamptz FROM due CROSS JOIN LATERAL unnest(ARRAY[due."blobKey", due."thumbKey"]) key WHERE key IS NOT NULL
  ON CONFLICT DO NOTHING
), noted AS (
  INSERT INTO "Audit" (at, actor, action, subject, detail)
  SELECT $3::timestamptz, 'system', 'evidence.forget', 'assessment:' || "assessmentId", jsonb_build_object('pieces', count(*))
  FROM due GROUP BY "assessmentId"
)
SELECT count(*)::int AS pieces FROM emptied`;
