-- Whether officers may use a file is asked of every household of a ward: answered from indices alone.

-- Who is a member now.
CREATE INDEX "Membership_now" ON "Membership" ("householdId", "accountId") WHERE "to" IS NULL;

-- What an account, or a slip of a household, said last of a purpose.
DROP INDEX "Consent_accountId_purpose_at_idx";
DROP INDEX "Consent_householdId_purpose_at_idx";
CREATE INDEX "Consent_newest" ON "Consent" ("accountId", "purpose", "at" DESC, "id" DESC) INCLUDE ("act", "organisationId")
  WHERE "accountId" IS NOT NULL;
CREATE INDEX "Consent_newest_slip" ON "Consent" ("householdId", "purpose", "at" DESC, "id" DESC) INCLUDE ("act", "organisationId")
  WHERE "householdId" IS NOT NULL;
