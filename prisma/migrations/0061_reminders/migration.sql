-- Reminders of a season: its rules, how far each has gone in a ward on its day, what it wrote to whom, and who asked for some days of peace.

ALTER TABLE "Season" ADD COLUMN "rules" JSONB NOT NULL DEFAULT '[]';

CREATE TABLE "ReminderRun" (
    "rule" TEXT NOT NULL,
    "unitCode" TEXT NOT NULL,
    "date" DATE NOT NULL,
    "seasonId" UUID NOT NULL,
    "sha" TEXT NOT NULL,
    "begunAt" TIMESTAMPTZ(3) NOT NULL,
    "areaId" UUID,
    "upTo" UUID,
    "doneAt" TIMESTAMPTZ(3),
    "left" TEXT,

    CONSTRAINT "ReminderRun_pkey" PRIMARY KEY ("unitCode", "rule", "date")
);

CREATE TABLE "Reminder" (
    "householdId" UUID NOT NULL,
    "rule" TEXT NOT NULL,
    "date" DATE NOT NULL,
    "seasonId" UUID NOT NULL,
    "sha" TEXT NOT NULL,
    "messageId" UUID,
    "left" TEXT,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "Reminder_pkey" PRIMARY KEY ("householdId", "rule", "date")
);
-- Asked for each message before it is handed over.
CREATE UNIQUE INDEX "Reminder_message" ON "Reminder"("messageId") WHERE "messageId" IS NOT NULL;

CREATE TABLE "Snooze" (
    "id" UUID NOT NULL,
    "householdId" UUID NOT NULL,
    "accountId" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "until" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "Snooze_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "Snooze_householdId_until_idx" ON "Snooze"("householdId", "until");

ALTER TABLE "Reminder" ADD CONSTRAINT "Reminder_householdId_fkey" FOREIGN KEY ("householdId") REFERENCES "Household"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "Reminder" ADD CONSTRAINT "Reminder_seasonId_fkey" FOREIGN KEY ("seasonId") REFERENCES "Season"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "Snooze" ADD CONSTRAINT "Snooze_householdId_fkey" FOREIGN KEY ("householdId") REFERENCES "Household"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- A khu phố is gone through household by household, some hundred at a time.
CREATE INDEX "Household_areaId_id_idx" ON "Household"("areaId", "id");
-- Which of what waits must not go any more.
CREATE INDEX "Message_reminders_waiting" ON "Message"("channelAccountId") WHERE "class" = 'reminder' AND "state" IN ('queued', 'held');

CREATE TRIGGER append_only_update BEFORE UPDATE ON "Reminder" FOR EACH ROW EXECUTE FUNCTION forbid_change();
CREATE TRIGGER append_only_delete BEFORE DELETE ON "Reminder" FOR EACH ROW EXECUTE FUNCTION forbid_removal();
CREATE TRIGGER append_only_truncate BEFORE TRUNCATE ON "Reminder" EXECUTE FUNCTION forbid_removal();
CREATE TRIGGER append_only_update BEFORE UPDATE ON "Snooze" FOR EACH ROW EXECUTE FUNCTION forbid_change();
CREATE TRIGGER append_only_delete BEFORE DELETE ON "Snooze" FOR EACH ROW EXECUTE FUNCTION forbid_removal();
CREATE TRIGGER append_only_truncate BEFORE TRUNCATE ON "Snooze" EXECUTE FUNCTION forbid_removal();
