-- What the papers of a decision say of its ground is kept as it was when it was confirmed, and why somebody stopped one.

ALTER TABLE "Decision"
  ADD COLUMN "unit" TEXT NOT NULL DEFAULT '',
  ADD COLUMN "organisation" TEXT NOT NULL DEFAULT '',
  ADD COLUMN "rubricVersionId" UUID,
  ADD COLUMN "basis" TEXT,
  ADD COLUMN "total" INTEGER,
  ADD COLUMN "templateId" UUID,
  ADD COLUMN "stopReason" TEXT;

-- Of those that were confirmed before, what their papers would say today is the nearest that is known.
DROP TRIGGER append_only_update ON "Decision";
UPDATE "Decision" d SET
  "unit" = (SELECT name FROM "Unit" WHERE code = d."unitCode"),
  "organisation" = (
    SELECT name FROM "Organisation" WHERE "unitCode" = d."unitCode" OR (level = 'city' AND until IS NULL)
    ORDER BY "unitCode" = d."unitCode" DESC NULLS LAST LIMIT 1),
  ("rubricVersionId", "basis") = (
    SELECT f."rubricVersionId", CASE WHEN f."adoptedAt" IS NOT NULL THEN f.document END
    FROM "Season" s JOIN "RubricInForce" f ON f."seasonId" = s.id AND f."organisationId" = s."organisationId"
    WHERE s.id = d."seasonId" AND f.title = d.title),
  "total" = (
    SELECT CASE WHEN bool_and(a."householdsPermanent" IS NOT NULL OR a."householdsTemporary" IS NOT NULL)
      THEN sum(COALESCE(a."householdsPermanent", 0) + COALESCE(a."householdsTemporary", 0)) END
    FROM "Area" a WHERE a."unitCode" = d."unitCode"
      AND (a.kind <> 'unplaced' OR EXISTS (SELECT FROM "Assessment" file WHERE file."areaId" = a.id AND file."seasonId" = d."seasonId"))),
  "templateId" = (
    SELECT t.id FROM "PaperTemplate" t
    WHERE t."unitCode" = d."unitCode" AND t.kind = CASE d.kind WHEN 'recognition' THEN 'decision' ELSE 'correction' END
    ORDER BY t.at DESC, t.id DESC LIMIT 1);
ALTER TABLE "Decision" ALTER COLUMN "unit" DROP DEFAULT, ALTER COLUMN "organisation" DROP DEFAULT;

CREATE OR REPLACE FUNCTION forbid_decision_change() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
  goes_on text[] := '{state,secondBy,secondAt,startsAt,issuedAt,stoppedBy,stoppedAt,stopReason}';
BEGIN
  IF OLD.state IN ('issued', 'stopped') OR to_jsonb(OLD) - goes_on IS DISTINCT FROM to_jsonb(NEW) - goes_on THEN
    RAISE EXCEPTION 'append-only: % cannot be changed', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER append_only_update BEFORE UPDATE ON "Decision" FOR EACH ROW EXECUTE FUNCTION forbid_decision_change();
