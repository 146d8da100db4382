-- Filling in for a household that is present: the visit, its consent on the spot, and the mark on what was entered.

ALTER TYPE "CodeKind" ADD VALUE 'assist';

CREATE TABLE "Assist" (
    "id" UUID NOT NULL,
    "officerId" UUID NOT NULL,
    "role" "OfficerRole" NOT NULL,
    "areaId" UUID NOT NULL,
    "householdId" UUID,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "askUntil" TIMESTAMPTZ(3) NOT NULL,
    "agreedAt" TIMESTAMPTZ(3),
    "consentId" UUID,
    "until" TIMESTAMPTZ(3),
    "filledAt" TIMESTAMPTZ(3),
    "endedAt" TIMESTAMPTZ(3),
    "end" TEXT,

    CONSTRAINT "Assist_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "Assist_officerId_at_idx" ON "Assist"("officerId", "at");
CREATE INDEX "Assist_householdId_idx" ON "Assist"("householdId");
CREATE INDEX "Assist_filledAt_idx" ON "Assist"("filledAt");

ALTER TABLE "Code" ADD COLUMN "assistId" UUID;
ALTER TABLE "Answer" ADD COLUMN "officerId" UUID;
ALTER TABLE "Evidence" ADD COLUMN "officerId" UUID;
ALTER TABLE "Submission" ADD COLUMN "officerId" UUID;
ALTER TABLE "Consent" ADD COLUMN "householdId" UUID;

CREATE INDEX "Code_assistId_idx" ON "Code"("assistId");
CREATE INDEX "Consent_householdId_purpose_at_idx" ON "Consent"("householdId", "purpose", "at");

ALTER TABLE "Assist" ADD CONSTRAINT "Assist_officerId_fkey" FOREIGN KEY ("officerId") REFERENCES "Officer"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "Assist" ADD CONSTRAINT "Assist_areaId_fkey" FOREIGN KEY ("areaId") REFERENCES "Area"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "Assist" ADD CONSTRAINT "Assist_householdId_fkey" FOREIGN KEY ("householdId") REFERENCES "Household"("id") ON DELETE SET NULL ON UPDATE CASCADE;
ALTER TABLE "Code" ADD CONSTRAINT "Code_assistId_fkey" FOREIGN KEY ("assistId") REFERENCES "Assist"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "Consent" ADD CONSTRAINT "Consent_householdId_fkey" FOREIGN KEY ("householdId") REFERENCES "Household"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- A slip that was signed is of a household; with the household gone its keyed hash remains.
DROP TRIGGER append_only_update ON "Consent";
CREATE TRIGGER append_only_update BEFORE UPDATE ON "Consent" FOR EACH ROW EXECUTE FUNCTION forbid_change('empty:accountId', 'empty:householdId');

-- What happened at a visit is filled in once, as it happens; a household that is erased is let go of.
CREATE TRIGGER append_only_update BEFORE UPDATE ON "Assist" FOR EACH ROW EXECUTE FUNCTION forbid_change(
  'fill:householdId', 'empty:householdId', 'fill:agreedAt', 'fill:consentId', 'fill:until', 'fill:filledAt', 'fill:endedAt', 'fill:end'
);
CREATE TRIGGER append_only_delete BEFORE DELETE ON "Assist" FOR EACH ROW EXECUTE FUNCTION forbid_removal('always');
CREATE TRIGGER append_only_truncate BEFORE TRUNCATE ON "Assist" EXECUTE FUNCTION forbid_removal('always');
