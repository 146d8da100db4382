-- What the organiser of a training says besides when its officers are invited.

ALTER TABLE "Training" ADD COLUMN "words" TEXT;
