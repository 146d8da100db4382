-- Officers are invited to a training in their chats: when each was, and that it has still to be said.

ALTER TYPE "SeatNews" ADD VALUE 'invited';
ALTER TABLE "TrainingSeat" ADD COLUMN "invitedAt" TIMESTAMPTZ(3);
