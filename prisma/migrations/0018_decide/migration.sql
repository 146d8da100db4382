-- A line of a correction names the line that it corrects, which outlives its household.

ALTER TABLE "DecisionLine" ADD COLUMN "correctsId" UUID;
ALTER TABLE "DecisionLine" ADD CONSTRAINT "DecisionLine_correctsId_fkey" FOREIGN KEY ("correctsId") REFERENCES "DecisionLine"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
CREATE INDEX "DecisionLine_correctsId_idx" ON "DecisionLine"("correctsId");

-- At most one decision of a ward and season is on its way.
CREATE UNIQUE INDEX "Decision_one_on_its_way" ON "Decision"("unitCode", "seasonId", "title") WHERE "state" IN ('awaitingSecond', 'planned');

-- What a decision and its lines say stays as it was entered; only how far it is goes on, and what is decided or stopped stays so.
CREATE FUNCTION forbid_decision_change() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
  goes_on text[] := '{state,secondBy,secondAt,startsAt,issuedAt,stoppedBy,stoppedAt}';
BEGIN
  IF OLD.state IN ('issued', 'stopped') OR to_jsonb(OLD) - goes_on IS DISTINCT FROM to_jsonb(NEW) - goes_on THEN
    RAISE EXCEPTION 'append-only: % cannot be changed', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER append_only_update BEFORE UPDATE ON "Decision" FOR EACH ROW EXECUTE FUNCTION forbid_decision_change();
CREATE TRIGGER append_only_delete BEFORE DELETE ON "Decision" FOR EACH ROW EXECUTE FUNCTION forbid_removal();
CREATE TRIGGER append_only_truncate BEFORE TRUNCATE ON "Decision" EXECUTE FUNCTION forbid_removal();
-- A line outlives its household, and then leads to nobody.
CREATE TRIGGER append_only_update BEFORE UPDATE ON "DecisionLine" FOR EACH ROW EXECUTE FUNCTION forbid_change(
  'empty:assessmentId', 'empty:householdId', 'fill:left', 'fill:toldAt', 'fill:nobodyAt'
);
CREATE TRIGGER append_only_delete BEFORE DELETE ON "DecisionLine" FOR EACH ROW EXECUTE FUNCTION forbid_removal();
CREATE TRIGGER append_only_truncate BEFORE TRUNCATE ON "DecisionLine" EXECUTE FUNCTION forbid_removal();
