-- A line of a correction names the line that it corrects, which outlives its household.

ALTER TABLE "DecisionLine" ADD COLUMN "correctsId" UUID;
ALTER TABLE "DecisionLine" ADD CONSTRAINT "DecisionLine_correctsId_fkey" FOREIGN KEY ("correctsId") REFERENCES "DecisionLine"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
CREATE INDEX "DecisionLine_correctsId_idx" ON "DecisionLine"("correctsId");

-- At most one decision of a ward and season is on its way.
CREATE UNIQUE INDEX "Decision_one_on_its_way" ON "Decision"("unitCode", "seasonId", "title") WHERE "state" IN ('awaitingSecond', 'planned');
