-- Announcements: what an officer writes to many, whom it is for, and who was told in person.

CREATE TYPE "AnnouncementState" AS ENUM ('draft', 'awaitingSecond', 'planned', 'sending', 'paused', 'done', 'cancelled');

CREATE TABLE "Announcement" (
    "id" UUID NOT NULL,
    "unitCode" TEXT NOT NULL,
    "state" "AnnouncementState" NOT NULL DEFAULT 'draft',
    "seq" INTEGER NOT NULL DEFAULT 0,
    "createdBy" UUID NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "text" TEXT NOT NULL,
    "deadline" DATE,
    "audience" JSONB NOT NULL,
    "buttons" JSONB NOT NULL,
    "media" JSONB,
    "sendAt" TIMESTAMPTZ(3),
    "expiresAt" TIMESTAMPTZ(3),
    "mayCost" BOOLEAN NOT NULL DEFAULT false,
    "followsId" UUID,
    "confirmedBy" UUID,
    "confirmedAt" TIMESTAMPTZ(3),
    "households" INTEGER,
    "secondBy" UUID,
    "secondAt" TIMESTAMPTZ(3),
    "startsAt" TIMESTAMPTZ(3),
    "startedAt" TIMESTAMPTZ(3),
    "fixedUpTo" UUID,
    "fixedAt" TIMESTAMPTZ(3),
    "audienceSize" INTEGER NOT NULL DEFAULT 0,
    "pausedBy" UUID,
    "pausedAt" TIMESTAMPTZ(3),
    "cancelledBy" UUID,
    "cancelledAt" TIMESTAMPTZ(3),
    "endedAt" TIMESTAMPTZ(3),
    "counts" JSONB,

    CONSTRAINT "Announcement_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "Announcement_unitCode_createdAt_idx" ON "Announcement"("unitCode", "createdAt");
-- Asked for every second, and few.
CREATE INDEX "Announcement_under_way" ON "Announcement"("state", "startsAt") WHERE "state" IN ('planned', 'sending', 'paused');

CREATE TABLE "Recipient" (
    "position" BIGSERIAL NOT NULL,
    "announcementId" UUID NOT NULL,
    "householdId" UUID NOT NULL,
    "areaId" UUID NOT NULL,
    "accountId" UUID,
    "channelAccountId" UUID,
    "messageId" UUID,
    "left" TEXT,
    "pressed" INTEGER,
    "pressedAt" TIMESTAMPTZ(3),

    CONSTRAINT "Recipient_pkey" PRIMARY KEY ("position")
);
CREATE UNIQUE INDEX "Recipient_announcementId_householdId_key" ON "Recipient"("announcementId", "householdId");
CREATE UNIQUE INDEX "Recipient_announcementId_accountId_key" ON "Recipient"("announcementId", "accountId");
CREATE INDEX "Recipient_householdId_idx" ON "Recipient"("householdId");
CREATE INDEX "Recipient_accountId_idx" ON "Recipient"("accountId");
-- Those whose turn has not come: what the pump writes next.
CREATE INDEX "Recipient_waiting" ON "Recipient"("announcementId", "channelAccountId", "position") WHERE "messageId" IS NULL AND "left" IS NULL;

CREATE TABLE "AnnouncementTold" (
    "announcementId" UUID NOT NULL,
    "householdId" UUID NOT NULL,
    "officerId" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "AnnouncementTold_pkey" PRIMARY KEY ("announcementId", "householdId")
);
CREATE INDEX "AnnouncementTold_householdId_idx" ON "AnnouncementTold"("householdId");

ALTER TABLE "Message" ADD COLUMN "announcementId" UUID;
-- What of an announcement has still to come to an end: to pause it, to cancel it, and to see that it is done.
CREATE INDEX "Message_of_announcement" ON "Message"("announcementId", "channelAccountId") WHERE "announcementId" IS NOT NULL AND "state" IN ('queued', 'leased', 'held');

ALTER TABLE "WardSettings"
  ADD COLUMN "quietFrom" TEXT NOT NULL DEFAULT '21:00',
  ADD COLUMN "quietTo" TEXT NOT NULL DEFAULT '07:00',
  ADD COLUMN "weeklyCap" INTEGER NOT NULL DEFAULT 2,
  ADD COLUMN "wantsSecondToSend" BOOLEAN NOT NULL DEFAULT false,
  ADD COLUMN "sendOffBy" UUID;

ALTER TABLE "Recipient" ADD CONSTRAINT "Recipient_announcementId_fkey" FOREIGN KEY ("announcementId") REFERENCES "Announcement"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "Recipient" ADD CONSTRAINT "Recipient_householdId_fkey" FOREIGN KEY ("householdId") REFERENCES "Household"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "Recipient" ADD CONSTRAINT "Recipient_areaId_fkey" FOREIGN KEY ("areaId") REFERENCES "Area"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "Recipient" ADD CONSTRAINT "Recipient_accountId_fkey" FOREIGN KEY ("accountId") REFERENCES "Account"("id") ON DELETE SET NULL ON UPDATE CASCADE;
ALTER TABLE "Recipient" ADD CONSTRAINT "Recipient_channelAccountId_fkey" FOREIGN KEY ("channelAccountId") REFERENCES "ChannelAccount"("id") ON DELETE SET NULL ON UPDATE CASCADE;
ALTER TABLE "AnnouncementTold" ADD CONSTRAINT "AnnouncementTold_announcementId_fkey" FOREIGN KEY ("announcementId") REFERENCES "Announcement"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "AnnouncementTold" ADD CONSTRAINT "AnnouncementTold_householdId_fkey" FOREIGN KEY ("householdId") REFERENCES "Household"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- Once it is confirmed no word of an announcement changes; only how far it is goes on, and what ended stays so.
CREATE FUNCTION forbid_announcement_change() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
  goes_on text[] := '{state,seq,secondBy,secondAt,startsAt,startedAt,fixedUpTo,fixedAt,audienceSize,pausedBy,pausedAt,cancelledBy,cancelledAt,endedAt,counts}';
BEGIN
  IF OLD.state IN ('done', 'cancelled') THEN
    goes_on := '{counts,endedAt}';
  END IF;
  IF OLD.state <> 'draft' AND to_jsonb(OLD) - goes_on IS DISTINCT FROM to_jsonb(NEW) - goes_on THEN
    RAISE EXCEPTION 'append-only: % cannot be changed', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER append_only_update BEFORE UPDATE ON "Announcement" FOR EACH ROW EXECUTE FUNCTION forbid_announcement_change();
CREATE TRIGGER append_only_delete BEFORE DELETE ON "Announcement" FOR EACH ROW WHEN (OLD.state <> 'draft') EXECUTE FUNCTION forbid_removal('always');
CREATE TRIGGER append_only_truncate BEFORE TRUNCATE ON "Announcement" EXECUTE FUNCTION forbid_removal('always');

-- That somebody was told in person stays as it was written; it goes with its household.
CREATE TRIGGER append_only_update BEFORE UPDATE ON "AnnouncementTold" FOR EACH ROW EXECUTE FUNCTION forbid_change();
CREATE TRIGGER append_only_delete BEFORE DELETE ON "AnnouncementTold" FOR EACH ROW EXECUTE FUNCTION forbid_removal();
CREATE TRIGGER append_only_truncate BEFORE TRUNCATE ON "AnnouncementTold" EXECUTE FUNCTION forbid_removal();
