-- Trainings: an evening that people are invited to, their seats, the code at its door, and the mark on what it proves.

ALTER TYPE "CodeKind" ADD VALUE 'training';

CREATE TYPE "TrainingAudience" AS ENUM ('households', 'officers', 'both');
CREATE TYPE "TrainingState" AS ENUM ('planned', 'cancelled');
CREATE TYPE "SeatAnswer" AS ENUM ('yes', 'no', 'later');
CREATE TYPE "SeatState" AS ENUM ('going', 'waiting', 'none');
CREATE TYPE "SeatNews" AS ENUM ('movedUp', 'changed', 'cancelled');
CREATE TYPE "CheckIn" AS ENUM ('link', 'digits', 'tick');

CREATE TABLE "Training" (
    "id" UUID NOT NULL,
    "unitCode" TEXT NOT NULL,
    "areaIds" UUID[] DEFAULT ARRAY[]::UUID[],
    "audience" "TrainingAudience" NOT NULL,
    "technology" BOOLEAN NOT NULL DEFAULT false,
    "title" TEXT NOT NULL,
    "startsAt" TIMESTAMPTZ(3) NOT NULL,
    "endsAt" TIMESTAMPTZ(3) NOT NULL,
    "place" TEXT NOT NULL,
    "mapUrl" TEXT,
    "capacity" INTEGER,
    "officerId" UUID NOT NULL,
    "state" "TrainingState" NOT NULL DEFAULT 'planned',
    "seq" INTEGER NOT NULL DEFAULT 0,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "cancelledAt" TIMESTAMPTZ(3),
    "cancelledBy" UUID,
    "attended" INTEGER,

    CONSTRAINT "Training_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "Training_unitCode_startsAt_idx" ON "Training"("unitCode", "startsAt");
CREATE INDEX "Training_startsAt_idx" ON "Training"("startsAt");

CREATE TABLE "TrainingSeat" (
    "id" UUID NOT NULL,
    "trainingId" UUID NOT NULL,
    "householdId" UUID,
    "officerId" UUID,
    "accountId" UUID,
    "answer" "SeatAnswer",
    "answeredAt" TIMESTAMPTZ(3),
    "state" "SeatState" NOT NULL DEFAULT 'none',
    "order" INTEGER,
    "goingAt" TIMESTAMPTZ(3),
    "news" "SeatNews",
    "dayToldAt" TIMESTAMPTZ(3),
    "soonToldAt" TIMESTAMPTZ(3),
    "checkedInAt" TIMESTAMPTZ(3),
    "checkedIn" "CheckIn",
    "tickedBy" UUID,
    "countedAt" TIMESTAMPTZ(3),
    "askedAt" TIMESTAMPTZ(3),
    "feedback" TEXT,
    "feedbackAt" TIMESTAMPTZ(3),

    CONSTRAINT "TrainingSeat_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "TrainingSeat_whose" CHECK (num_nonnulls("householdId", "officerId") = 1)
);
CREATE UNIQUE INDEX "TrainingSeat_trainingId_householdId_key" ON "TrainingSeat"("trainingId", "householdId");
CREATE UNIQUE INDEX "TrainingSeat_trainingId_officerId_key" ON "TrainingSeat"("trainingId", "officerId");
CREATE INDEX "TrainingSeat_householdId_idx" ON "TrainingSeat"("householdId");
CREATE INDEX "TrainingSeat_officerId_idx" ON "TrainingSeat"("officerId");
CREATE INDEX "TrainingSeat_accountId_idx" ON "TrainingSeat"("accountId");

-- Asked for every few seconds, and few.
CREATE INDEX "TrainingSeat_news" ON "TrainingSeat"("id") WHERE "news" IS NOT NULL;
-- Households that were there, and whose file does not say so yet.
CREATE INDEX "TrainingSeat_uncounted" ON "TrainingSeat"("householdId")
  WHERE "checkedInAt" IS NOT NULL AND "countedAt" IS NULL AND "householdId" IS NOT NULL;

ALTER TABLE "Code" ADD COLUMN "trainingId" UUID;
CREATE INDEX "Code_trainingId_idx" ON "Code"("trainingId");
ALTER TABLE "Evidence" ADD COLUMN "trainingId" UUID;

ALTER TABLE "Training" ADD CONSTRAINT "Training_unitCode_fkey" FOREIGN KEY ("unitCode") REFERENCES "Unit"("code") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "Training" ADD CONSTRAINT "Training_officerId_fkey" FOREIGN KEY ("officerId") REFERENCES "Officer"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "TrainingSeat" ADD CONSTRAINT "TrainingSeat_trainingId_fkey" FOREIGN KEY ("trainingId") REFERENCES "Training"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "TrainingSeat" ADD CONSTRAINT "TrainingSeat_householdId_fkey" FOREIGN KEY ("householdId") REFERENCES "Household"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "TrainingSeat" ADD CONSTRAINT "TrainingSeat_officerId_fkey" FOREIGN KEY ("officerId") REFERENCES "Officer"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "TrainingSeat" ADD CONSTRAINT "TrainingSeat_accountId_fkey" FOREIGN KEY ("accountId") REFERENCES "Account"("id") ON DELETE SET NULL ON UPDATE CASCADE;
ALTER TABLE "Code" ADD CONSTRAINT "Code_trainingId_fkey" FOREIGN KEY ("trainingId") REFERENCES "Training"("id") ON DELETE CASCADE ON UPDATE CASCADE;
