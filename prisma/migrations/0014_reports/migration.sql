-- Counts of seasons that are over, and lists of households a page at a time.

CREATE TABLE "AreaCount" (
    "areaId" UUID NOT NULL,
    "seasonId" UUID NOT NULL,
    "title" TEXT NOT NULL,
    "householdsPermanent" INTEGER,
    "householdsTemporary" INTEGER,
    "registered" INTEGER NOT NULL,
    "sent" INTEGER NOT NULL,
    "waiting" INTEGER NOT NULL,
    "returned" INTEGER NOT NULL,
    "confirmed" INTEGER NOT NULL,
    "proposed" INTEGER NOT NULL,
    "recognised" INTEGER NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "AreaCount_pkey" PRIMARY KEY ("areaId","seasonId","title")
);

ALTER TABLE "AreaCount" ADD CONSTRAINT "AreaCount_areaId_fkey" FOREIGN KEY ("areaId") REFERENCES "Area"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "AreaCount" ADD CONSTRAINT "AreaCount_seasonId_fkey" FOREIGN KEY ("seasonId") REFERENCES "Season"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- A page of a khu phố's list is read from where the last one ended; the id tells two of a name apart.
DROP INDEX "Household_areaId_headNameKey_idx";
CREATE INDEX "Household_areaId_headNameKey_id_idx" ON "Household"("areaId", "headNameKey", "id");
