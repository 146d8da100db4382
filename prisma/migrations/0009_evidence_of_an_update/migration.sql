-- A conversation's lines show what each update brought.
CREATE INDEX "Evidence_inboxId_idx" ON "Evidence"("inboxId");
