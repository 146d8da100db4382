-- The audit is read by day, too. Its lines are written as time goes on: one small entry for many pages finds a day.

CREATE INDEX "Audit_at_idx" ON "Audit" USING BRIN ("at");
