-- A khu phố lets a household send after the window has closed, until a day; and what a call for help asks for, where that is known.

CREATE TABLE "LatePermit" (
    "id" UUID NOT NULL,
    "householdId" UUID NOT NULL,
    "seasonId" UUID NOT NULL,
    "until" DATE NOT NULL,
    "reason" TEXT NOT NULL,
    "officerId" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "LatePermit_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "LatePermit_householdId_at_idx" ON "LatePermit"("householdId", "at");
ALTER TABLE "LatePermit" ADD CONSTRAINT "LatePermit_householdId_fkey" FOREIGN KEY ("householdId") REFERENCES "Household"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "LatePermit" ADD CONSTRAINT "LatePermit_seasonId_fkey" FOREIGN KEY ("seasonId") REFERENCES "Season"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
CREATE TRIGGER append_only_update BEFORE UPDATE ON "LatePermit" FOR EACH ROW EXECUTE FUNCTION forbid_change();
CREATE TRIGGER append_only_delete BEFORE DELETE ON "LatePermit" FOR EACH ROW EXECUTE FUNCTION forbid_removal();
CREATE TRIGGER append_only_truncate BEFORE TRUNCATE ON "LatePermit" EXECUTE FUNCTION forbid_removal();

ALTER TABLE "HelpRequest" ADD COLUMN "about" TEXT;
