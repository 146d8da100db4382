-- An officer puts a household into its khu phố, which is kept; and "không phải một nhà" can be taken back.

CREATE TABLE "HouseholdPlacing" (
    "id" UUID NOT NULL,
    "householdId" UUID NOT NULL,
    "fromId" UUID NOT NULL,
    "toId" UUID NOT NULL,
    "houseCode" TEXT,
    "officerId" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "HouseholdPlacing_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "HouseholdPlacing_householdId_idx" ON "HouseholdPlacing"("householdId");
CREATE INDEX "HouseholdPlacing_fromId_at_idx" ON "HouseholdPlacing"("fromId", "at");
CREATE INDEX "HouseholdPlacing_toId_at_idx" ON "HouseholdPlacing"("toId", "at");

ALTER TABLE "HouseholdPlacing" ADD CONSTRAINT "HouseholdPlacing_householdId_fkey" FOREIGN KEY ("householdId") REFERENCES "Household"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "HouseholdPlacing" ADD CONSTRAINT "HouseholdPlacing_fromId_fkey" FOREIGN KEY ("fromId") REFERENCES "Area"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "HouseholdPlacing" ADD CONSTRAINT "HouseholdPlacing_toId_fkey" FOREIGN KEY ("toId") REFERENCES "Area"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

CREATE TRIGGER append_only_update BEFORE UPDATE ON "HouseholdPlacing" FOR EACH ROW EXECUTE FUNCTION forbid_change();
CREATE TRIGGER append_only_delete BEFORE DELETE ON "HouseholdPlacing" FOR EACH ROW EXECUTE FUNCTION forbid_removal();
CREATE TRIGGER append_only_truncate BEFORE TRUNCATE ON "HouseholdPlacing" EXECUTE FUNCTION forbid_removal();

-- Two households can be set apart, found to be one after all, and set apart again: of a pair at most one row holds.
ALTER TABLE "HouseholdsApart" ADD COLUMN "id" UUID NOT NULL DEFAULT gen_random_uuid(), ADD COLUMN "undoneAt" TIMESTAMPTZ(3), ADD COLUMN "undoneBy" UUID;
ALTER TABLE "HouseholdsApart" ALTER COLUMN "id" DROP DEFAULT;
ALTER TABLE "HouseholdsApart" DROP CONSTRAINT "HouseholdsApart_pkey", ADD CONSTRAINT "HouseholdsApart_pkey" PRIMARY KEY ("id");
CREATE UNIQUE INDEX "HouseholdsApart_holds" ON "HouseholdsApart"("householdId", "otherId") WHERE "undoneAt" IS NULL;
CREATE INDEX "HouseholdsApart_householdId_idx" ON "HouseholdsApart"("householdId");
DROP TRIGGER append_only_update ON "HouseholdsApart";
CREATE TRIGGER append_only_update BEFORE UPDATE ON "HouseholdsApart" FOR EACH ROW EXECUTE FUNCTION forbid_change('fill:undoneAt', 'fill:undoneBy');
