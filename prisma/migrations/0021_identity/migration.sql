-- Which households are one, which are not, and who let a member in.

ALTER TABLE "Membership" ADD COLUMN "officerId" UUID;

CREATE TABLE "HouseholdMerge" (
    "id" UUID NOT NULL,
    "keepId" UUID NOT NULL,
    "dropId" UUID NOT NULL,
    "officerId" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "moved" JSONB NOT NULL,
    "undoneAt" TIMESTAMPTZ(3),
    "undoneBy" UUID,

    CONSTRAINT "HouseholdMerge_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "HouseholdMerge_keepId_idx" ON "HouseholdMerge"("keepId");
CREATE INDEX "HouseholdMerge_dropId_idx" ON "HouseholdMerge"("dropId");

CREATE TABLE "HouseholdsApart" (
    "householdId" UUID NOT NULL,
    "otherId" UUID NOT NULL,
    "officerId" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "HouseholdsApart_pkey" PRIMARY KEY ("householdId", "otherId"),
    CONSTRAINT "HouseholdsApart_in_order" CHECK ("householdId" < "otherId")
);
CREATE INDEX "HouseholdsApart_otherId_idx" ON "HouseholdsApart"("otherId");

CREATE INDEX "Household_mergedIntoId_idx" ON "Household"("mergedIntoId");

ALTER TABLE "HouseholdMerge" ADD CONSTRAINT "HouseholdMerge_keepId_fkey" FOREIGN KEY ("keepId") REFERENCES "Household"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "HouseholdMerge" ADD CONSTRAINT "HouseholdMerge_dropId_fkey" FOREIGN KEY ("dropId") REFERENCES "Household"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "HouseholdsApart" ADD CONSTRAINT "HouseholdsApart_householdId_fkey" FOREIGN KEY ("householdId") REFERENCES "Household"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "HouseholdsApart" ADD CONSTRAINT "HouseholdsApart_otherId_fkey" FOREIGN KEY ("otherId") REFERENCES "Household"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- A merge is undone once, and says by whom; nothing else of it changes. It goes with its households.
CREATE TRIGGER append_only_update BEFORE UPDATE ON "HouseholdMerge" FOR EACH ROW EXECUTE FUNCTION forbid_change('fill:undoneAt', 'fill:undoneBy');
CREATE TRIGGER append_only_delete BEFORE DELETE ON "HouseholdMerge" FOR EACH ROW EXECUTE FUNCTION forbid_removal();
CREATE TRIGGER append_only_truncate BEFORE TRUNCATE ON "HouseholdMerge" EXECUTE FUNCTION forbid_removal();
CREATE TRIGGER append_only_update BEFORE UPDATE ON "HouseholdsApart" FOR EACH ROW EXECUTE FUNCTION forbid_change();
CREATE TRIGGER append_only_delete BEFORE DELETE ON "HouseholdsApart" FOR EACH ROW EXECUTE FUNCTION forbid_removal();
CREATE TRIGGER append_only_truncate BEFORE TRUNCATE ON "HouseholdsApart" EXECUTE FUNCTION forbid_removal();
