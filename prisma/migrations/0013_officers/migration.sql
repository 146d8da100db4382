-- Who may look after households, and what they did with what was sent.

-- CreateEnum
CREATE TYPE "OfficerRole" AS ENUM ('operator', 'city', 'ward', 'hamlet', 'helper');

-- CreateEnum
CREATE TYPE "ReviewStage" AS ENUM ('waiting', 'returned', 'confirmed', 'proposed', 'notProposed', 'recognised', 'notRecognised');

-- CreateEnum
CREATE TYPE "ReviewLevel" AS ENUM ('hamlet', 'ward');

-- CreateEnum
CREATE TYPE "ReviewAct" AS ENUM ('confirm', 'unconfirm', 'change', 'askBack', 'withdraw', 'propose', 'notPropose', 'object');

-- AlterEnum
ALTER TYPE "CodeKind" ADD VALUE 'officer';
ALTER TYPE "CodeKind" ADD VALUE 'console';

-- AlterTable
ALTER TABLE "Assessment" ADD COLUMN     "hamletPoints" INTEGER,
ADD COLUMN     "reviewSeq" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "stage" "ReviewStage" NOT NULL DEFAULT 'waiting';

-- AlterTable
ALTER TABLE "Code" ADD COLUMN     "madeBy" TEXT,
ADD COLUMN     "name" TEXT,
ADD COLUMN     "officerId" UUID,
ADD COLUMN     "role" "OfficerRole",
ADD COLUMN     "unitCode" TEXT;

-- AlterTable
ALTER TABLE "Household" ADD COLUMN     "houseCode" TEXT;

-- CreateTable
CREATE TABLE "RosterImport" (
    "id" UUID NOT NULL,
    "unitCode" TEXT NOT NULL,
    "officerId" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "sha256" TEXT NOT NULL,
    "legalBasis" TEXT,
    "counts" JSONB NOT NULL,

    CONSTRAINT "RosterImport_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Officer" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "Officer_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "OfficerAccount" (
    "id" UUID NOT NULL,
    "officerId" UUID NOT NULL,
    "accountId" UUID NOT NULL,
    "from" TIMESTAMPTZ(3) NOT NULL,
    "to" TIMESTAMPTZ(3),

    CONSTRAINT "OfficerAccount_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Grant" (
    "id" UUID NOT NULL,
    "officerId" UUID NOT NULL,
    "role" "OfficerRole" NOT NULL,
    "unitCode" TEXT,
    "areaId" UUID,
    "from" TIMESTAMPTZ(3) NOT NULL,
    "to" TIMESTAMPTZ(3),
    "grantedBy" TEXT,
    "revokedBy" TEXT,

    CONSTRAINT "Grant_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "OfficerSession" (
    "tokenHash" TEXT NOT NULL,
    "officerId" UUID NOT NULL,
    "accountId" UUID,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "lastSeenAt" TIMESTAMPTZ(3) NOT NULL,
    "expiresAt" TIMESTAMPTZ(3) NOT NULL,
    "freshUntil" TIMESTAMPTZ(3),
    "endedAt" TIMESTAMPTZ(3),

    CONSTRAINT "OfficerSession_pkey" PRIMARY KEY ("tokenHash")
);

-- CreateTable
CREATE TABLE "SignIn" (
    "id" UUID NOT NULL,
    "codeHash" TEXT NOT NULL,
    "browserHash" TEXT NOT NULL,
    "sessionHash" TEXT,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "expiresAt" TIMESTAMPTZ(3) NOT NULL,
    "approvedAt" TIMESTAMPTZ(3),
    "approvedBy" UUID,
    "accountId" UUID,
    "usedAt" TIMESTAMPTZ(3),

    CONSTRAINT "SignIn_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Review" (
    "seq" BIGSERIAL NOT NULL,
    "id" UUID NOT NULL,
    "assessmentId" UUID NOT NULL,
    "submissionId" UUID,
    "level" "ReviewLevel" NOT NULL,
    "act" "ReviewAct" NOT NULL,
    "indicator" TEXT,
    "value" TEXT,
    "reason" TEXT,
    "officerId" UUID,
    "accountId" UUID,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "Review_pkey" PRIMARY KEY ("seq")
);

-- CreateIndex
CREATE INDEX "RosterImport_unitCode_at_idx" ON "RosterImport"("unitCode", "at");

-- CreateIndex
CREATE INDEX "OfficerAccount_accountId_idx" ON "OfficerAccount"("accountId");

-- CreateIndex
CREATE INDEX "OfficerAccount_officerId_idx" ON "OfficerAccount"("officerId");

-- CreateIndex
CREATE INDEX "Grant_officerId_idx" ON "Grant"("officerId");

-- CreateIndex
CREATE INDEX "Grant_unitCode_idx" ON "Grant"("unitCode");

-- CreateIndex
CREATE INDEX "Grant_areaId_idx" ON "Grant"("areaId");

-- CreateIndex
CREATE INDEX "OfficerSession_officerId_idx" ON "OfficerSession"("officerId");

-- CreateIndex
CREATE UNIQUE INDEX "SignIn_codeHash_key" ON "SignIn"("codeHash");

-- CreateIndex
CREATE UNIQUE INDEX "Review_id_key" ON "Review"("id");

-- CreateIndex
CREATE INDEX "Review_assessmentId_seq_idx" ON "Review"("assessmentId", "seq");

-- CreateIndex
CREATE INDEX "Review_submissionId_idx" ON "Review"("submissionId");

-- CreateIndex
CREATE INDEX "Assessment_areaId_seasonId_stage_idx" ON "Assessment"("areaId", "seasonId", "stage");

-- CreateIndex
CREATE UNIQUE INDEX "Household_areaId_houseCode_key" ON "Household"("areaId", "houseCode");

-- AddForeignKey
ALTER TABLE "OfficerAccount" ADD CONSTRAINT "OfficerAccount_officerId_fkey" FOREIGN KEY ("officerId") REFERENCES "Officer"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "OfficerAccount" ADD CONSTRAINT "OfficerAccount_accountId_fkey" FOREIGN KEY ("accountId") REFERENCES "Account"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Grant" ADD CONSTRAINT "Grant_officerId_fkey" FOREIGN KEY ("officerId") REFERENCES "Officer"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Grant" ADD CONSTRAINT "Grant_unitCode_fkey" FOREIGN KEY ("unitCode") REFERENCES "Unit"("code") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Grant" ADD CONSTRAINT "Grant_areaId_fkey" FOREIGN KEY ("areaId") REFERENCES "Area"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "OfficerSession" ADD CONSTRAINT "OfficerSession_officerId_fkey" FOREIGN KEY ("officerId") REFERENCES "Officer"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Review" ADD CONSTRAINT "Review_assessmentId_fkey" FOREIGN KEY ("assessmentId") REFERENCES "Assessment"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Review" ADD CONSTRAINT "Review_submissionId_fkey" FOREIGN KEY ("submissionId") REFERENCES "Submission"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- A chat speaks for one officer at a time.
CREATE UNIQUE INDEX "OfficerAccount_one_officer" ON "OfficerAccount" ("accountId") WHERE "to" IS NULL;

-- What officers did stays as it was written; words go with the answers that they are about.
CREATE TRIGGER append_only_update BEFORE UPDATE ON "Review" FOR EACH ROW EXECUTE FUNCTION forbid_change('empty:reason', 'empty:accountId');
CREATE TRIGGER append_only_delete BEFORE DELETE ON "Review" FOR EACH ROW EXECUTE FUNCTION forbid_removal();
CREATE TRIGGER append_only_truncate BEFORE TRUNCATE ON "Review" EXECUTE FUNCTION forbid_removal();
-- A grant ends, and says who ended it; nothing else of it changes.
CREATE TRIGGER append_only_update BEFORE UPDATE ON "Grant" FOR EACH ROW EXECUTE FUNCTION forbid_change('fill:to', 'fill:revokedBy');
CREATE TRIGGER append_only_delete BEFORE DELETE ON "Grant" FOR EACH ROW EXECUTE FUNCTION forbid_removal('always');
CREATE TRIGGER append_only_truncate BEFORE TRUNCATE ON "Grant" EXECUTE FUNCTION forbid_removal('always');
