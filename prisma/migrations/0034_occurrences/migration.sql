-- What the clock has already done: each rule for each target once a date, whoever is restarted, and however many look at once.

CREATE TABLE "Occurrence" (
    "rule" TEXT NOT NULL,
    "target" TEXT NOT NULL,
    "date" DATE NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "Occurrence_pkey" PRIMARY KEY ("rule", "target", "date")
);
CREATE TRIGGER append_only_update BEFORE UPDATE ON "Occurrence" FOR EACH ROW EXECUTE FUNCTION forbid_change();
CREATE TRIGGER append_only_delete BEFORE DELETE ON "Occurrence" FOR EACH ROW EXECUTE FUNCTION forbid_removal('always');
CREATE TRIGGER append_only_truncate BEFORE TRUNCATE ON "Occurrence" EXECUTE FUNCTION forbid_removal('always');
