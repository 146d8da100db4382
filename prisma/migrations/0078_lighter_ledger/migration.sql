-- What a sender takes next, in its order. The first of all states is said as "<=", so that whoever says it too is led along this index: by that of the
-- accounts, whose condition this does not satisfy, all that waits was read and sorted for each few that were taken.
DROP INDEX "Message_queued";
CREATE INDEX "Message_queued" ON "Message" ("channelAccountId", "class", "createdAt", "seq") WHERE "state" <= 'queued';

-- A household once in an announcement, and what a household got: one index for both, where there were two to be written at every step.
CREATE UNIQUE INDEX "Recipient_householdId_announcementId_key" ON "Recipient"("householdId", "announcementId");
DROP INDEX "Recipient_announcementId_householdId_key";
DROP INDEX "Recipient_householdId_idx";
