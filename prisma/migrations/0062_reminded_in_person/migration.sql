-- That somebody reminded a household at its door that no message could remind. Stays as it was written; it goes with its household.

CREATE TABLE "ReminderTold" (
    "householdId" UUID NOT NULL,
    "rule" TEXT NOT NULL,
    "date" DATE NOT NULL,
    "officerId" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "ReminderTold_pkey" PRIMARY KEY ("householdId", "rule", "date")
);
ALTER TABLE "ReminderTold" ADD CONSTRAINT "ReminderTold_householdId_fkey" FOREIGN KEY ("householdId") REFERENCES "Household"("id") ON DELETE CASCADE ON UPDATE CASCADE;
CREATE TRIGGER append_only_update BEFORE UPDATE ON "ReminderTold" FOR EACH ROW EXECUTE FUNCTION forbid_change();
CREATE TRIGGER append_only_delete BEFORE DELETE ON "ReminderTold" FOR EACH ROW EXECUTE FUNCTION forbid_removal();
CREATE TRIGGER append_only_truncate BEFORE TRUNCATE ON "ReminderTold" EXECUTE FUNCTION forbid_removal();
