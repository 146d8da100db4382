-- From which date to which a ward moved what, as it was then: the season's file may say another date since. Rows of before do not say it.
ALTER TABLE "SeasonMove" ADD COLUMN "days" JSONB;
