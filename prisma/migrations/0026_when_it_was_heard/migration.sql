-- A household has its time to answer from when it was told, not from when the message was written.

ALTER TABLE "OutcomeNotice"
  ALTER COLUMN "answerBy" DROP NOT NULL,
  ADD COLUMN "days" INTEGER NOT NULL DEFAULT 0,
  ADD COLUMN "messageIds" UUID[] NOT NULL DEFAULT '{}',
  ADD COLUMN "toldAt" TIMESTAMPTZ(3);

-- Those that were written until now opened their time then, and keep it.
DROP TRIGGER append_only_update ON "OutcomeNotice";
UPDATE "OutcomeNotice" SET "toldAt" = at;
CREATE TRIGGER append_only_update BEFORE UPDATE ON "OutcomeNotice" FOR EACH ROW EXECUTE FUNCTION forbid_change('fill:toldAt', 'fill:answerBy');

-- Asked for every few seconds, and few.
CREATE INDEX "OutcomeNotice_untold_idx" ON "OutcomeNotice"("id") WHERE "toldAt" IS NULL;
