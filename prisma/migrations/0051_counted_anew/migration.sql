-- What was counted anew by another rubric keeps when its household sent it.

ALTER TABLE "Submission" ADD COLUMN "sentAt" TIMESTAMPTZ(3);

-- Of what was counted anew until now: by another version than what was sent before, the audit says that it was moved there, and not that
-- anybody sent it. Its household sent the last one before it that it did send.
DROP TRIGGER append_only_update ON "Submission";
WITH renewed AS (
  SELECT s.id, s."assessmentId", s.number FROM "Submission" s
  JOIN "Submission" before ON before."assessmentId" = s."assessmentId" AND before.number = s.number - 1
  WHERE s."submittedBy" IS NULL AND s."officerId" IS NULL AND before."rubricVersionId" <> s."rubricVersionId"
    AND EXISTS (SELECT 1 FROM "Audit" moved WHERE moved.action = 'rubric.move'
      AND moved.subject = 'assessment:' || s."assessmentId" AND moved.detail ->> 'rubric' = s."rubricVersionId"::text)
    AND NOT EXISTS (SELECT 1 FROM "Audit" sent WHERE sent.action = 'assessment.submit'
      AND sent.subject = 'assessment:' || s."assessmentId" AND sent.detail ->> 'submission' = s.id::text)
)
UPDATE "Submission" s SET "sentAt" = (
  SELECT own.at FROM "Submission" own
  WHERE own."assessmentId" = s."assessmentId" AND own.number < s.number AND own.id NOT IN (SELECT id FROM renewed)
  ORDER BY own.number DESC LIMIT 1)
FROM renewed WHERE renewed.id = s.id;
CREATE TRIGGER append_only_update BEFORE UPDATE ON "Submission" FOR EACH ROW EXECUTE FUNCTION forbid_change('empty:submittedBy');
