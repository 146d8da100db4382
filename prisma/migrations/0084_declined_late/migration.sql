-- How often a household was not let send late is asked whenever its menu is shown after closing.
CREATE INDEX "Audit_declined_late" ON "Audit" ("subject", "at") WHERE "action" = 'assessment.declineLate';
