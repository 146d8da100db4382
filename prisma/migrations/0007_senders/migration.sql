-- What senders need: who speaks for a channel, what is to be sent there, and how far each message got.

ALTER TABLE "ChannelAccount"
  ADD COLUMN "senderId" TEXT,
  ADD COLUMN "senderUntil" TIMESTAMPTZ(3),
  ADD COLUMN "stoppedAt" TIMESTAMPTZ(3),
  ADD COLUMN "stoppedReason" TEXT;

ALTER TABLE "Inbox" ADD COLUMN "until" TIMESTAMPTZ(3);

ALTER TABLE "Message"
  ADD COLUMN "channelAccountId" UUID,
  ADD COLUMN "attempts" INTEGER NOT NULL DEFAULT 0,
  ADD COLUMN "partsSent" INTEGER NOT NULL DEFAULT 0,
  ADD COLUMN "doubtAt" TIMESTAMPTZ(3);
UPDATE "Message" m SET "channelAccountId" = a."channelAccountId" FROM "Account" a WHERE a.id = m."accountId";
ALTER TABLE "Message"
  ALTER COLUMN "channelAccountId" SET NOT NULL,
  ADD CONSTRAINT "Message_channelAccountId_fkey" FOREIGN KEY ("channelAccountId") REFERENCES "ChannelAccount"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

ALTER TABLE "Code" ADD COLUMN "target" TEXT;
ALTER TABLE "WebSession" ADD COLUMN "pagesOnly" BOOLEAN NOT NULL DEFAULT false;

-- A chat's oldest waiting update, and the chats that have one.
DROP INDEX "Inbox_waiting";
CREATE INDEX "Inbox_waiting" ON "Inbox" ("channelAccountId", "chatKey", "order") WHERE "state" IN ('new', 'fetching');
CREATE INDEX "Inbox_fetching" ON "Inbox" ("until") WHERE "state" = 'fetching';

-- What a sender looks for: what it may send, replies first (the class enum is in the order of precedence), oldest first.
DROP INDEX "Message_waiting";
CREATE INDEX "Message_queued" ON "Message" ("channelAccountId", "class", "createdAt", "seq") WHERE "state" = 'queued';
CREATE INDEX "Message_leased" ON "Message" ("channelAccountId") WHERE "state" = 'leased';
