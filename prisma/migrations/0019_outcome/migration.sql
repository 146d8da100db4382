-- What households hear of how they were judged.

ALTER TABLE "DecisionLine" ADD COLUMN "nobodyAt" TIMESTAMPTZ(3);

-- What later decisions say of the same household, also when it is gone.
CREATE INDEX "DecisionLine_code_idx" ON "DecisionLine"("code");
-- Those that have still to be told: asked for every few seconds, and empty most of the time.
CREATE INDEX "DecisionLine_untold_idx" ON "DecisionLine"("decisionId", "position")
  WHERE "toldAt" IS NULL AND "nobodyAt" IS NULL AND "left" IS NULL AND "householdId" IS NOT NULL;

-- That a household was told stays as it was written; it goes with its file.
CREATE TRIGGER append_only_update BEFORE UPDATE ON "OutcomeNotice" FOR EACH ROW EXECUTE FUNCTION forbid_change();
CREATE TRIGGER append_only_delete BEFORE DELETE ON "OutcomeNotice" FOR EACH ROW EXECUTE FUNCTION forbid_removal();
CREATE TRIGGER append_only_truncate BEFORE TRUNCATE ON "OutcomeNotice" EXECUTE FUNCTION forbid_removal();
