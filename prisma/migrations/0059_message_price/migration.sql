-- What a message costs where a channel charges for it, as the ward has it in its contract.

ALTER TABLE "WardSettings" ADD COLUMN "messagePrice" INTEGER;
