-- Who switched off that a second officer confirms: what they confirm still needs one, until another officer has said the same.
ALTER TABLE "WardSettings" ADD COLUMN "secondOffBy" UUID;
