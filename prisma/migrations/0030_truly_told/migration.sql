-- Whatever a household is told of its file is written down in one way: what was asked back, what was decided, and that nothing was, too.

CREATE TYPE "NoticeAbout" AS ENUM ('outcome', 'askBack', 'decision', 'leftOut');
ALTER TABLE "OutcomeNotice" RENAME TO "FileNotice";
ALTER TABLE "FileNotice" RENAME CONSTRAINT "OutcomeNotice_pkey" TO "FileNotice_pkey";
ALTER TABLE "FileNotice" RENAME CONSTRAINT "OutcomeNotice_assessmentId_fkey" TO "FileNotice_assessmentId_fkey";
ALTER INDEX "OutcomeNotice_assessmentId_at_idx" RENAME TO "FileNotice_assessmentId_at_idx";
ALTER TABLE "FileNotice"
  ADD COLUMN "about" "NoticeAbout" NOT NULL DEFAULT 'outcome',
  ALTER COLUMN "officerId" DROP NOT NULL;
ALTER TABLE "FileNotice" ALTER COLUMN "about" DROP DEFAULT;

-- Those that may arrive yet. Who was told by nobody and nothing is looked for by assessment.
DROP INDEX "OutcomeNotice_untold_idx";
CREATE INDEX "FileNotice_untold_idx" ON "FileNotice"("id") WHERE "toldAt" IS NULL AND "messageIds" <> '{}';

-- What was asked back until now of households that chat opened its fourteen days then, and keeps them.
INSERT INTO "FileNotice" (id, "assessmentId", about, how, "officerId", at, "toldAt", "answerBy")
SELECT DISTINCT ON (r."assessmentId") gen_random_uuid(), r."assessmentId", 'askBack', 'chat', r."officerId", r.at, r.at,
  (r.at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date + 14
FROM "Review" r JOIN "Assessment" a ON a.id = r."assessmentId" AND a.stage = 'returned'
WHERE r.act = 'askBack' AND EXISTS (SELECT 1 FROM "Membership" m WHERE m."householdId" = a."householdId" AND m."to" IS NULL)
ORDER BY r."assessmentId", r.seq DESC;
