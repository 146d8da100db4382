-- What a channel with tokens, windows and prices needs: sealed credentials, a human in the chat, and how each message got there.

CREATE TYPE "MessageTerms" AS ENUM ('free', 'paid', 'template');

ALTER TABLE "ChannelAccount" ADD COLUMN "credentials" BYTEA;

ALTER TABLE "Account" ADD COLUMN "humanUntil" TIMESTAMPTZ(3);

ALTER TABLE "Message"
  ADD COLUMN "mayCost" BOOLEAN NOT NULL DEFAULT false,
  ADD COLUMN "terms" "MessageTerms",
  ADD COLUMN "arrivedAt" TIMESTAMPTZ(3),
  ADD COLUMN "mergedIntoId" UUID;

-- A receipt names a message by the platform's id.
CREATE INDEX "Message_provider" ON "Message" ("channelAccountId", "providerId") WHERE "providerId" IS NOT NULL AND "arrivedAt" IS NULL;
-- What waits until a person writes again.
CREATE INDEX "Message_held" ON "Message" ("accountId", "class", "seq") WHERE "state" = 'held';
-- How much of it there is, by reason.
CREATE INDEX "Message_held_of_channel" ON "Message" ("channelAccountId", "reason") WHERE "state" = 'held';
