-- When things happened at a platform, which may bring them late and out of order; and what is held for a time of its own.

ALTER TABLE "Inbox" ADD COLUMN "saidAt" TIMESTAMPTZ(3);

ALTER TABLE "Account" ADD COLUMN "humanEndedAt" TIMESTAMPTZ(3);

-- What is looked at again when its time has come.
CREATE INDEX "Message_held_until" ON "Message" ("channelAccountId", "until") WHERE "state" = 'held' AND "until" IS NOT NULL;
