-- How far wards may move the dates of the city's season, and what each has moved: every act with the dates that differ after it. Stays as it was written.

ALTER TABLE "Season" ADD COLUMN "limits" JSONB NOT NULL DEFAULT '{}';

CREATE TABLE "SeasonMove" (
    "id" UUID NOT NULL,
    "seasonId" UUID NOT NULL,
    "unitCode" TEXT NOT NULL,
    "dates" JSONB NOT NULL,
    "changed" TEXT[] NOT NULL,
    "reason" TEXT,
    "officerId" UUID,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "SeasonMove_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "SeasonMove_seasonId_unitCode_at_idx" ON "SeasonMove"("seasonId", "unitCode", "at");

ALTER TABLE "SeasonMove" ADD CONSTRAINT "SeasonMove_seasonId_fkey" FOREIGN KEY ("seasonId") REFERENCES "Season"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

CREATE TRIGGER append_only_update BEFORE UPDATE ON "SeasonMove" FOR EACH ROW EXECUTE FUNCTION forbid_change();
CREATE TRIGGER append_only_delete BEFORE DELETE ON "SeasonMove" FOR EACH ROW EXECUTE FUNCTION forbid_removal('always');
CREATE TRIGGER append_only_truncate BEFORE TRUNCATE ON "SeasonMove" EXECUTE FUNCTION forbid_removal('always');
