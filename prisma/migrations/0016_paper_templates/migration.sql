-- Word files that a ward puts in the place of ours.

-- CreateTable
CREATE TABLE "PaperTemplate" (
    "id" UUID NOT NULL,
    "unitCode" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "file" BYTEA,
    "officerId" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "PaperTemplate_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "PaperTemplate_unitCode_kind_at_idx" ON "PaperTemplate"("unitCode", "kind", "at");

-- By which form a paper was made stays known.
CREATE TRIGGER append_only_update BEFORE UPDATE ON "PaperTemplate" FOR EACH ROW EXECUTE FUNCTION forbid_change();
CREATE TRIGGER append_only_delete BEFORE DELETE ON "PaperTemplate" FOR EACH ROW EXECUTE FUNCTION forbid_removal('always');
CREATE TRIGGER append_only_truncate BEFORE TRUNCATE ON "PaperTemplate" EXECUTE FUNCTION forbid_removal('always');
