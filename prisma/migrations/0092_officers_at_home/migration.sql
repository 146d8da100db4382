-- Officers who were at a training, and whose own family's file does not say so yet: asked for every few seconds, and few.

CREATE INDEX "TrainingSeat_uncounted_officers" ON "TrainingSeat"("trainingId")
  WHERE "checkedInAt" IS NOT NULL AND "countedAt" IS NULL AND "officerId" IS NOT NULL;
