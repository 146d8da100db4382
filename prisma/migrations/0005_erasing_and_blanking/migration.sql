-- What an erasure, the sweeping of files and a household's own questions look for.

CREATE INDEX "Audit_actor_seq_idx" ON "Audit"("actor", "seq");

CREATE INDEX "Code_accountId_idx" ON "Code"("accountId");

CREATE INDEX "Code_householdId_idx" ON "Code"("householdId");

CREATE INDEX "Code_usedBy_idx" ON "Code"("usedBy");

CREATE INDEX "Evidence_blobKey_idx" ON "Evidence"("blobKey");

CREATE INDEX "Evidence_thumbKey_idx" ON "Evidence"("thumbKey");

CREATE INDEX "HelpRequest_accountId_idx" ON "HelpRequest"("accountId");

CREATE INDEX "Membership_approvedBy_idx" ON "Membership"("approvedBy");

-- What blank-old-bodies.ts has yet to blank: never more than a month of it, however long the tables grow.
CREATE INDEX "Inbox_body_kept" ON "Inbox" ("receivedAt") WHERE "body" IS NOT NULL;
CREATE INDEX "Message_body_kept" ON "Message" ("createdAt") WHERE "body" IS NOT NULL;
