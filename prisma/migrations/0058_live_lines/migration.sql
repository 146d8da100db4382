-- A line that says something else now, and those that show an officer how far an announcement is.

ALTER TABLE "Message" ADD COLUMN "editedAt" TIMESTAMPTZ(3);
-- What a page that was away has to be told again.
CREATE INDEX "Message_edited" ON "Message"("accountId", "editedAt") WHERE "editedAt" IS NOT NULL;

CREATE TABLE "LiveLine" (
    "messageId" UUID NOT NULL,
    "announcementId" UUID NOT NULL,
    "seq" INTEGER NOT NULL,
    "changedAt" TIMESTAMPTZ(3) NOT NULL,
    "nextAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "LiveLine_pkey" PRIMARY KEY ("messageId")
);
CREATE INDEX "LiveLine_announcementId_idx" ON "LiveLine"("announcementId");
ALTER TABLE "LiveLine" ADD CONSTRAINT "LiveLine_messageId_fkey" FOREIGN KEY ("messageId") REFERENCES "Message"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "LiveLine" ADD CONSTRAINT "LiveLine_announcementId_fkey" FOREIGN KEY ("announcementId") REFERENCES "Announcement"("id") ON DELETE CASCADE ON UPDATE CASCADE;
