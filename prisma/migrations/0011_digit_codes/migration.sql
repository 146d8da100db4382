-- Six digits that stand for a code, where an app takes none along in a link.

ALTER TYPE "CodeKind" ADD VALUE 'digits';

ALTER TABLE "Code" ADD COLUMN "forCodeId" UUID;
ALTER TABLE "Code" ADD CONSTRAINT "Code_forCodeId_fkey" FOREIGN KEY ("forCodeId") REFERENCES "Code"("id") ON DELETE CASCADE ON UPDATE CASCADE;
CREATE INDEX "Code_forCodeId_idx" ON "Code"("forCodeId");

-- How many wrong ones were typed lately on a channel, by all its accounts.
CREATE INDEX "Audit_wrongDigits" ON "Audit" ("subject", "at") WHERE "action" = 'household.wrongDigits';
