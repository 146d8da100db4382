-- What officers look for among many, each found by an index of just those.

-- The few households that are another's double: by whom they went to, and which they are.
DROP INDEX "Household_mergedIntoId_idx";
DROP INDEX "Household_merged";
CREATE INDEX "Household_merged" ON "Household" ("mergedIntoId", "id") WHERE "mergedIntoId" IS NOT NULL;

-- Files that no decision was made of, by the rubric that they follow: asked every minute for those that have to follow another.
CREATE INDEX "Assessment_undecided" ON "Assessment" ("seasonId", "title", "rubricVersionId", "id")
  WHERE "stage" NOT IN ('recognised', 'notRecognised');

-- The city's looks into a file, which its ward is shown.
CREATE INDEX "Audit_looked_into" ON "Audit" ("subject", "seq") WHERE "action" = 'review.openFromAbove';

-- Who gave the same telephone number.
CREATE INDEX "Account_phone" ON "Account" ("phone") WHERE "phone" IS NOT NULL;
