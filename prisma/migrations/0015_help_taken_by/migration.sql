-- Who answers a call for help; what officers did, and the calls of a khu phố, without reading what all others did.

-- AlterTable
ALTER TABLE "HelpRequest" ADD COLUMN     "takenBy" UUID;

-- CreateIndex
CREATE INDEX "HelpRequest_areaId_state_idx" ON "HelpRequest"("areaId", "state");

-- The audit of officers, newest first, among the many lines of households.
CREATE INDEX "Audit_of_officers" ON "Audit" ("seq") WHERE "actor" LIKE 'officer:%';
