-- What an officer had filled in when they were signed in no more: shown to them again when they are, and then gone.
CREATE TABLE "KeptForm" (
    "id" UUID NOT NULL,
    "officerId" UUID NOT NULL,
    "page" TEXT NOT NULL,
    "action" TEXT NOT NULL,
    "fields" JSONB NOT NULL,
    "keptAt" TIMESTAMPTZ(3) NOT NULL,
    "expiresAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "KeptForm_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "KeptForm_officerId_action_key" ON "KeptForm"("officerId", "action");

-- AddForeignKey
ALTER TABLE "KeptForm" ADD CONSTRAINT "KeptForm_officerId_fkey" FOREIGN KEY ("officerId") REFERENCES "Officer"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
