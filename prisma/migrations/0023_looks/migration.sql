-- Households that were found to be another's double are few: whoever counts the others asks for these, and not for every household.
CREATE INDEX "Household_merged" ON "Household" ("id") WHERE "mergedIntoId" IS NOT NULL;
