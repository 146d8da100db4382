-- CreateEnum
CREATE TYPE "UnitKind" AS ENUM ('ward', 'commune');

-- CreateEnum
CREATE TYPE "AreaKind" AS ENUM ('quarter', 'hamlet', 'unplaced');

-- CreateEnum
CREATE TYPE "OrganisationLevel" AS ENUM ('city', 'ward');

-- CreateEnum
CREATE TYPE "ChannelKind" AS ENUM ('web', 'telegram', 'zalo');

-- CreateEnum
CREATE TYPE "ResidenceKind" AS ENUM ('permanent', 'temporary');

-- CreateEnum
CREATE TYPE "ConsentPurpose" AS ENUM ('selfAssessment', 'announcements', 'publicList');

-- CreateEnum
CREATE TYPE "ConsentAct" AS ENUM ('given', 'refused', 'withdrawn');

-- CreateEnum
CREATE TYPE "AssessmentSource" AS ENUM ('self', 'assisted', 'paper', 'meeting');

-- CreateEnum
CREATE TYPE "AssessmentState" AS ENUM ('draft', 'submitted');

-- CreateEnum
CREATE TYPE "EvidenceKind" AS ENUM ('story', 'photo', 'pdf');

-- CreateEnum
CREATE TYPE "HelpState" AS ENUM ('open', 'taken', 'closed');

-- CreateEnum
CREATE TYPE "InboxState" AS ENUM ('new', 'done', 'parked');

-- CreateEnum
CREATE TYPE "MessageClass" AS ENUM ('reply', 'fileNotice', 'reminder', 'announcement', 'duty');

-- CreateEnum
CREATE TYPE "MessageState" AS ENUM ('queued', 'leased', 'sent', 'held', 'failed', 'cancelled', 'expired', 'uncertain');

-- CreateEnum
CREATE TYPE "CodeKind" AS ENUM ('join', 'handover', 'area');

-- CreateTable
CREATE TABLE "Unit" (
    "code" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "kind" "UnitKind" NOT NULL,
    "provinceCode" TEXT NOT NULL,
    "validFrom" DATE NOT NULL,
    "validTo" DATE,

    CONSTRAINT "Unit_pkey" PRIMARY KEY ("code")
);

-- CreateTable
CREATE TABLE "UnitPredecessor" (
    "unitCode" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "district" TEXT NOT NULL,
    "partial" BOOLEAN NOT NULL,

    CONSTRAINT "UnitPredecessor_pkey" PRIMARY KEY ("unitCode","name","district")
);

-- CreateTable
CREATE TABLE "Area" (
    "id" UUID NOT NULL,
    "unitCode" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "kind" "AreaKind" NOT NULL,
    "householdsPermanent" INTEGER,
    "householdsTemporary" INTEGER,

    CONSTRAINT "Area_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Organisation" (
    "id" UUID NOT NULL,
    "level" "OrganisationLevel" NOT NULL,
    "unitCode" TEXT,
    "name" TEXT NOT NULL,
    "contact" TEXT NOT NULL,
    "dataProtection" TEXT NOT NULL,
    "sample" BOOLEAN NOT NULL DEFAULT false,
    "parentId" UUID,

    CONSTRAINT "Organisation_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ChannelAccount" (
    "id" UUID NOT NULL,
    "channel" "ChannelKind" NOT NULL,
    "externalId" TEXT NOT NULL,
    "organisationId" UUID NOT NULL,

    CONSTRAINT "ChannelAccount_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Account" (
    "id" UUID NOT NULL,
    "channelAccountId" UUID NOT NULL,
    "externalId" TEXT NOT NULL,
    "language" TEXT NOT NULL DEFAULT 'vi',
    "phone" TEXT,
    "lastInboundAt" TIMESTAMPTZ(3),
    "stoppedAt" TIMESTAMPTZ(3),
    "blockedAt" TIMESTAMPTZ(3),
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "erasedAt" TIMESTAMPTZ(3),

    CONSTRAINT "Account_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Household" (
    "id" UUID NOT NULL,
    "code" TEXT NOT NULL,
    "areaId" UUID NOT NULL,
    "residence" "ResidenceKind" NOT NULL,
    "headName" TEXT NOT NULL,
    "headNameKey" TEXT NOT NULL,
    "preschool" INTEGER NOT NULL DEFAULT 0,
    "primary" INTEGER NOT NULL DEFAULT 0,
    "lowerSecondary" INTEGER NOT NULL DEFAULT 0,
    "upperSecondary" INTEGER NOT NULL DEFAULT 0,
    "adults" INTEGER NOT NULL DEFAULT 0,
    "elders" INTEGER NOT NULL DEFAULT 0,
    "verifiedAt" TIMESTAMPTZ(3),
    "verifiedBy" UUID,
    "mergedIntoId" UUID,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "Household_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Membership" (
    "id" UUID NOT NULL,
    "accountId" UUID NOT NULL,
    "householdId" UUID NOT NULL,
    "approvedBy" UUID,
    "from" TIMESTAMPTZ(3) NOT NULL,
    "to" TIMESTAMPTZ(3),

    CONSTRAINT "Membership_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Consent" (
    "id" UUID NOT NULL,
    "accountId" UUID,
    "accountHash" TEXT NOT NULL,
    "organisationId" UUID NOT NULL,
    "purpose" "ConsentPurpose" NOT NULL,
    "act" "ConsentAct" NOT NULL,
    "textVersion" TEXT NOT NULL,
    "textHash" TEXT NOT NULL,
    "language" TEXT NOT NULL,
    "method" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "Consent_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Season" (
    "id" UUID NOT NULL,
    "organisationId" UUID NOT NULL,
    "year" INTEGER NOT NULL,
    "name" TEXT NOT NULL,
    "trial" BOOLEAN NOT NULL DEFAULT false,
    "dates" JSONB NOT NULL,

    CONSTRAINT "Season_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "RubricVersion" (
    "id" UUID NOT NULL,
    "rubricId" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "title" TEXT NOT NULL,
    "sha256" TEXT NOT NULL,
    "body" JSONB NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "RubricVersion_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "RubricInForce" (
    "organisationId" UUID NOT NULL,
    "title" TEXT NOT NULL,
    "seasonId" UUID NOT NULL,
    "rubricVersionId" UUID NOT NULL,
    "adoptedBy" UUID,
    "document" TEXT,
    "adoptedAt" TIMESTAMPTZ(3),

    CONSTRAINT "RubricInForce_pkey" PRIMARY KEY ("organisationId","title","seasonId")
);

-- CreateTable
CREATE TABLE "DialogVersion" (
    "dialogId" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "sha256" TEXT NOT NULL,
    "body" JSONB NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "DialogVersion_pkey" PRIMARY KEY ("dialogId","version")
);

-- CreateTable
CREATE TABLE "Assessment" (
    "id" UUID NOT NULL,
    "householdId" UUID NOT NULL,
    "title" TEXT NOT NULL,
    "seasonId" UUID NOT NULL,
    "rubricVersionId" UUID NOT NULL,
    "areaId" UUID NOT NULL,
    "source" "AssessmentSource" NOT NULL,
    "state" "AssessmentState" NOT NULL,
    "openedAt" TIMESTAMPTZ(3) NOT NULL,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "Assessment_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Answer" (
    "seq" BIGSERIAL NOT NULL,
    "assessmentId" UUID NOT NULL,
    "indicator" TEXT NOT NULL,
    "value" TEXT NOT NULL,
    "enteredBy" UUID,
    "method" TEXT NOT NULL,
    "inboxId" UUID,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "Answer_pkey" PRIMARY KEY ("seq")
);

-- CreateTable
CREATE TABLE "Evidence" (
    "id" UUID NOT NULL,
    "assessmentId" UUID NOT NULL,
    "indicator" TEXT NOT NULL,
    "kind" "EvidenceKind" NOT NULL,
    "text" TEXT,
    "blobKey" TEXT,
    "thumbKey" TEXT,
    "mediaType" TEXT,
    "bytes" INTEGER,
    "width" INTEGER,
    "height" INTEGER,
    "sha256" TEXT NOT NULL,
    "enteredBy" UUID,
    "inboxId" UUID,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "removedAt" TIMESTAMPTZ(3),
    "removedBy" UUID,

    CONSTRAINT "Evidence_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "BlobDeletion" (
    "blobKey" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "BlobDeletion_pkey" PRIMARY KEY ("blobKey")
);

-- CreateTable
CREATE TABLE "Submission" (
    "id" UUID NOT NULL,
    "assessmentId" UUID NOT NULL,
    "number" INTEGER NOT NULL,
    "code" TEXT NOT NULL,
    "rubricVersionId" UUID NOT NULL,
    "facts" JSONB NOT NULL,
    "answers" JSONB NOT NULL,
    "evidence" JSONB NOT NULL,
    "score" JSONB NOT NULL,
    "submittedBy" UUID,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "Submission_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "HelpRequest" (
    "id" UUID NOT NULL,
    "accountId" UUID NOT NULL,
    "areaId" UUID,
    "unitCode" TEXT,
    "note" TEXT,
    "state" "HelpState" NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "takenAt" TIMESTAMPTZ(3),
    "closedAt" TIMESTAMPTZ(3),

    CONSTRAINT "HelpRequest_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Conversation" (
    "accountId" UUID NOT NULL,
    "session" JSONB NOT NULL,
    "lastSeq" INTEGER NOT NULL DEFAULT 0,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "Conversation_pkey" PRIMARY KEY ("accountId")
);

-- CreateTable
CREATE TABLE "Inbox" (
    "id" UUID NOT NULL,
    "channelAccountId" UUID NOT NULL,
    "updateKey" TEXT NOT NULL,
    "chatKey" TEXT NOT NULL,
    "body" JSONB,
    "state" "InboxState" NOT NULL DEFAULT 'new',
    "seq" INTEGER,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "error" TEXT,
    "receivedAt" TIMESTAMPTZ(3) NOT NULL,
    "doneAt" TIMESTAMPTZ(3),
    "order" BIGSERIAL NOT NULL,

    CONSTRAINT "Inbox_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Message" (
    "id" UUID NOT NULL,
    "accountId" UUID NOT NULL,
    "seq" INTEGER NOT NULL,
    "class" "MessageClass" NOT NULL,
    "state" "MessageState" NOT NULL DEFAULT 'queued',
    "body" JSONB,
    "inboxId" UUID,
    "reason" TEXT,
    "until" TIMESTAMPTZ(3),
    "leasedBy" TEXT,
    "providerId" TEXT,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "sentAt" TIMESTAMPTZ(3),
    "expiresAt" TIMESTAMPTZ(3),

    CONSTRAINT "Message_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Code" (
    "id" UUID NOT NULL,
    "kind" "CodeKind" NOT NULL,
    "hash" TEXT NOT NULL,
    "accountId" UUID,
    "householdId" UUID,
    "areaId" UUID,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "expiresAt" TIMESTAMPTZ(3),
    "usedAt" TIMESTAMPTZ(3),
    "usedBy" UUID,

    CONSTRAINT "Code_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "WebSession" (
    "tokenHash" TEXT NOT NULL,
    "accountId" UUID NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "lastSeenAt" TIMESTAMPTZ(3) NOT NULL,
    "expiresAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "WebSession_pkey" PRIMARY KEY ("tokenHash")
);

-- CreateTable
CREATE TABLE "Audit" (
    "seq" BIGSERIAL NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "actor" TEXT NOT NULL,
    "action" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "detail" JSONB NOT NULL,

    CONSTRAINT "Audit_pkey" PRIMARY KEY ("seq")
);

-- CreateIndex
CREATE UNIQUE INDEX "Area_unitCode_name_key" ON "Area"("unitCode", "name");

-- CreateIndex
CREATE UNIQUE INDEX "Organisation_unitCode_key" ON "Organisation"("unitCode");

-- CreateIndex
CREATE UNIQUE INDEX "ChannelAccount_channel_externalId_key" ON "ChannelAccount"("channel", "externalId");

-- CreateIndex
CREATE UNIQUE INDEX "Account_channelAccountId_externalId_key" ON "Account"("channelAccountId", "externalId");

-- CreateIndex
CREATE UNIQUE INDEX "Household_code_key" ON "Household"("code");

-- CreateIndex
CREATE INDEX "Household_areaId_headNameKey_idx" ON "Household"("areaId", "headNameKey");

-- CreateIndex
CREATE INDEX "Membership_accountId_idx" ON "Membership"("accountId");

-- CreateIndex
CREATE INDEX "Membership_householdId_idx" ON "Membership"("householdId");

-- CreateIndex
CREATE INDEX "Consent_accountId_purpose_at_idx" ON "Consent"("accountId", "purpose", "at");

-- CreateIndex
CREATE UNIQUE INDEX "Season_organisationId_year_trial_key" ON "Season"("organisationId", "year", "trial");

-- CreateIndex
CREATE UNIQUE INDEX "RubricVersion_rubricId_version_key" ON "RubricVersion"("rubricId", "version");

-- CreateIndex
CREATE UNIQUE INDEX "Assessment_householdId_title_seasonId_key" ON "Assessment"("householdId", "title", "seasonId");

-- CreateIndex
CREATE INDEX "Answer_assessmentId_indicator_seq_idx" ON "Answer"("assessmentId", "indicator", "seq");

-- CreateIndex
CREATE UNIQUE INDEX "Answer_inboxId_assessmentId_indicator_key" ON "Answer"("inboxId", "assessmentId", "indicator");

-- CreateIndex
CREATE INDEX "Evidence_assessmentId_indicator_idx" ON "Evidence"("assessmentId", "indicator");

-- CreateIndex
CREATE INDEX "Evidence_sha256_idx" ON "Evidence"("sha256");

-- CreateIndex
CREATE UNIQUE INDEX "Submission_code_key" ON "Submission"("code");

-- CreateIndex
CREATE UNIQUE INDEX "Submission_assessmentId_number_key" ON "Submission"("assessmentId", "number");

-- CreateIndex
CREATE INDEX "HelpRequest_unitCode_state_idx" ON "HelpRequest"("unitCode", "state");

-- CreateIndex
CREATE INDEX "Inbox_channelAccountId_chatKey_seq_idx" ON "Inbox"("channelAccountId", "chatKey", "seq");

-- CreateIndex
CREATE INDEX "Inbox_state_order_idx" ON "Inbox"("state", "order");

-- CreateIndex
CREATE UNIQUE INDEX "Inbox_channelAccountId_updateKey_key" ON "Inbox"("channelAccountId", "updateKey");

-- CreateIndex
CREATE INDEX "Message_state_createdAt_idx" ON "Message"("state", "createdAt");

-- CreateIndex
CREATE UNIQUE INDEX "Message_accountId_seq_key" ON "Message"("accountId", "seq");

-- CreateIndex
CREATE UNIQUE INDEX "Code_hash_key" ON "Code"("hash");

-- CreateIndex
CREATE INDEX "WebSession_accountId_idx" ON "WebSession"("accountId");

-- AddForeignKey
ALTER TABLE "UnitPredecessor" ADD CONSTRAINT "UnitPredecessor_unitCode_fkey" FOREIGN KEY ("unitCode") REFERENCES "Unit"("code") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Area" ADD CONSTRAINT "Area_unitCode_fkey" FOREIGN KEY ("unitCode") REFERENCES "Unit"("code") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Organisation" ADD CONSTRAINT "Organisation_unitCode_fkey" FOREIGN KEY ("unitCode") REFERENCES "Unit"("code") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Organisation" ADD CONSTRAINT "Organisation_parentId_fkey" FOREIGN KEY ("parentId") REFERENCES "Organisation"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ChannelAccount" ADD CONSTRAINT "ChannelAccount_organisationId_fkey" FOREIGN KEY ("organisationId") REFERENCES "Organisation"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Account" ADD CONSTRAINT "Account_channelAccountId_fkey" FOREIGN KEY ("channelAccountId") REFERENCES "ChannelAccount"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Household" ADD CONSTRAINT "Household_areaId_fkey" FOREIGN KEY ("areaId") REFERENCES "Area"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Household" ADD CONSTRAINT "Household_mergedIntoId_fkey" FOREIGN KEY ("mergedIntoId") REFERENCES "Household"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Membership" ADD CONSTRAINT "Membership_accountId_fkey" FOREIGN KEY ("accountId") REFERENCES "Account"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Membership" ADD CONSTRAINT "Membership_householdId_fkey" FOREIGN KEY ("householdId") REFERENCES "Household"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Consent" ADD CONSTRAINT "Consent_accountId_fkey" FOREIGN KEY ("accountId") REFERENCES "Account"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Season" ADD CONSTRAINT "Season_organisationId_fkey" FOREIGN KEY ("organisationId") REFERENCES "Organisation"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "RubricInForce" ADD CONSTRAINT "RubricInForce_organisationId_fkey" FOREIGN KEY ("organisationId") REFERENCES "Organisation"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "RubricInForce" ADD CONSTRAINT "RubricInForce_seasonId_fkey" FOREIGN KEY ("seasonId") REFERENCES "Season"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "RubricInForce" ADD CONSTRAINT "RubricInForce_rubricVersionId_fkey" FOREIGN KEY ("rubricVersionId") REFERENCES "RubricVersion"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Assessment" ADD CONSTRAINT "Assessment_householdId_fkey" FOREIGN KEY ("householdId") REFERENCES "Household"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Assessment" ADD CONSTRAINT "Assessment_seasonId_fkey" FOREIGN KEY ("seasonId") REFERENCES "Season"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Assessment" ADD CONSTRAINT "Assessment_rubricVersionId_fkey" FOREIGN KEY ("rubricVersionId") REFERENCES "RubricVersion"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Assessment" ADD CONSTRAINT "Assessment_areaId_fkey" FOREIGN KEY ("areaId") REFERENCES "Area"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Answer" ADD CONSTRAINT "Answer_assessmentId_fkey" FOREIGN KEY ("assessmentId") REFERENCES "Assessment"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Evidence" ADD CONSTRAINT "Evidence_assessmentId_fkey" FOREIGN KEY ("assessmentId") REFERENCES "Assessment"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Submission" ADD CONSTRAINT "Submission_assessmentId_fkey" FOREIGN KEY ("assessmentId") REFERENCES "Assessment"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Submission" ADD CONSTRAINT "Submission_rubricVersionId_fkey" FOREIGN KEY ("rubricVersionId") REFERENCES "RubricVersion"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "HelpRequest" ADD CONSTRAINT "HelpRequest_accountId_fkey" FOREIGN KEY ("accountId") REFERENCES "Account"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Conversation" ADD CONSTRAINT "Conversation_accountId_fkey" FOREIGN KEY ("accountId") REFERENCES "Account"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Inbox" ADD CONSTRAINT "Inbox_channelAccountId_fkey" FOREIGN KEY ("channelAccountId") REFERENCES "ChannelAccount"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Message" ADD CONSTRAINT "Message_accountId_fkey" FOREIGN KEY ("accountId") REFERENCES "Account"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Code" ADD CONSTRAINT "Code_accountId_fkey" FOREIGN KEY ("accountId") REFERENCES "Account"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "WebSession" ADD CONSTRAINT "WebSession_accountId_fkey" FOREIGN KEY ("accountId") REFERENCES "Account"("id") ON DELETE CASCADE ON UPDATE CASCADE;
