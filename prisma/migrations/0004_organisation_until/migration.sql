-- AlterTable
ALTER TABLE "Organisation" ADD COLUMN     "until" TIMESTAMPTZ(3);
