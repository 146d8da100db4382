-- Meetings, those who are told before, and decisions with their lines.

CREATE TYPE "DecisionKind" AS ENUM ('recognition', 'correction');
CREATE TYPE "DecisionState" AS ENUM ('awaitingSecond', 'planned', 'issued', 'stopped');
CREATE TYPE "Outcome" AS ENUM ('recognised', 'notRecognised');

CREATE TABLE "Meeting" (
    "id" UUID NOT NULL,
    "areaId" UUID NOT NULL,
    "seasonId" UUID NOT NULL,
    "title" TEXT NOT NULL,
    "heldOn" DATE NOT NULL,
    "time" TEXT,
    "place" TEXT,
    "chair" TEXT,
    "secretary" TEXT,
    "attended" INTEGER,
    "opinions" TEXT,
    "officerId" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "Meeting_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "Meeting_areaId_seasonId_at_idx" ON "Meeting"("areaId", "seasonId", "at");

CREATE TABLE "OutcomeNotice" (
    "id" UUID NOT NULL,
    "assessmentId" UUID NOT NULL,
    "how" TEXT NOT NULL,
    "officerId" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "answerBy" DATE NOT NULL,

    CONSTRAINT "OutcomeNotice_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "OutcomeNotice_assessmentId_at_idx" ON "OutcomeNotice"("assessmentId", "at");

CREATE TABLE "Decision" (
    "id" UUID NOT NULL,
    "unitCode" TEXT NOT NULL,
    "seasonId" UUID NOT NULL,
    "title" TEXT NOT NULL,
    "kind" "DecisionKind" NOT NULL,
    "state" "DecisionState" NOT NULL,
    "number" TEXT NOT NULL,
    "date" DATE NOT NULL,
    "signer" TEXT NOT NULL,
    "signerTitle" TEXT NOT NULL,
    "letterNumber" TEXT,
    "reason" TEXT,
    "confirmedBy" UUID NOT NULL,
    "confirmedAt" TIMESTAMPTZ(3) NOT NULL,
    "secondBy" UUID,
    "secondAt" TIMESTAMPTZ(3),
    "startsAt" TIMESTAMPTZ(3),
    "issuedAt" TIMESTAMPTZ(3),
    "stoppedBy" UUID,
    "stoppedAt" TIMESTAMPTZ(3),

    CONSTRAINT "Decision_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "Decision_unitCode_seasonId_idx" ON "Decision"("unitCode", "seasonId");
CREATE INDEX "Decision_state_startsAt_idx" ON "Decision"("state", "startsAt");

CREATE TABLE "DecisionLine" (
    "id" UUID NOT NULL,
    "decisionId" UUID NOT NULL,
    "position" INTEGER NOT NULL,
    "assessmentId" UUID,
    "householdId" UUID,
    "head" TEXT NOT NULL,
    "code" TEXT NOT NULL,
    "areaId" UUID NOT NULL,
    "area" TEXT NOT NULL,
    "outcome" "Outcome" NOT NULL,
    "reason" TEXT,
    "seen" TEXT NOT NULL,
    "lookup" TEXT NOT NULL,
    "left" TEXT,
    "toldAt" TIMESTAMPTZ(3),

    CONSTRAINT "DecisionLine_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "DecisionLine_lookup_key" ON "DecisionLine"("lookup");
CREATE UNIQUE INDEX "DecisionLine_decisionId_position_key" ON "DecisionLine"("decisionId", "position");
CREATE INDEX "DecisionLine_assessmentId_idx" ON "DecisionLine"("assessmentId");
CREATE INDEX "DecisionLine_householdId_idx" ON "DecisionLine"("householdId");

CREATE TABLE "WardSettings" (
    "unitCode" TEXT NOT NULL,
    "wantsSecond" BOOLEAN NOT NULL DEFAULT false,
    "daysToAnswer" INTEGER NOT NULL DEFAULT 3,

    CONSTRAINT "WardSettings_pkey" PRIMARY KEY ("unitCode")
);

ALTER TABLE "OutcomeNotice" ADD CONSTRAINT "OutcomeNotice_assessmentId_fkey" FOREIGN KEY ("assessmentId") REFERENCES "Assessment"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "DecisionLine" ADD CONSTRAINT "DecisionLine_decisionId_fkey" FOREIGN KEY ("decisionId") REFERENCES "Decision"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "DecisionLine" ADD CONSTRAINT "DecisionLine_assessmentId_fkey" FOREIGN KEY ("assessmentId") REFERENCES "Assessment"("id") ON DELETE SET NULL ON UPDATE CASCADE;
ALTER TABLE "DecisionLine" ADD CONSTRAINT "DecisionLine_householdId_fkey" FOREIGN KEY ("householdId") REFERENCES "Household"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- What a meeting wrote down stays as it was.
CREATE TRIGGER append_only_update BEFORE UPDATE ON "Meeting" FOR EACH ROW EXECUTE FUNCTION forbid_change();
CREATE TRIGGER append_only_delete BEFORE DELETE ON "Meeting" FOR EACH ROW EXECUTE FUNCTION forbid_removal('always');
CREATE TRIGGER append_only_truncate BEFORE TRUNCATE ON "Meeting" EXECUTE FUNCTION forbid_removal('always');
