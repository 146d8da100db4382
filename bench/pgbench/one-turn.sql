-- turns: 1
-- The statements of one answer, one commit. Given: :channel, :session and :reply as a turn writes them, :households.
\set number random(0, :households - 1)
\set update random(1, 9000000000000)
BEGIN;
INSERT INTO "Inbox" (id, "channelAccountId", "updateKey", "chatKey", body, "receivedAt")
  VALUES (gen_random_uuid(), :channel::uuid, (:update)::bigint::text, (1000000001 + :number)::bigint::text, '{"type":"press","data":"9.a-full"}', now())
  ON CONFLICT DO NOTHING;
SELECT a.id AS account, m."householdId" AS household, c."lastSeq" AS seq FROM "Account" a
  JOIN "Conversation" c ON c."accountId" = a.id JOIN "Membership" m ON m."accountId" = a.id
  WHERE a."channelAccountId" = :channel::uuid AND a."externalId" = (1000000001 + :number)::bigint::text FOR UPDATE OF c
\gset
SELECT id AS assessment FROM "Assessment" WHERE "householdId" = :household::uuid
\gset
INSERT INTO "Answer" ("assessmentId", indicator, value, "enteredBy", method, at) VALUES (:assessment::uuid, 'A1', 'full', :account::uuid, 'self', now());
INSERT INTO "Audit" (at, actor, action, subject, detail)
  VALUES (now(), 'account:' || :account::text, 'assessment.answer', 'assessment:' || :assessment::text, '{"indicator":"A1"}');
UPDATE "Conversation" SET session = :session::jsonb, "lastSeq" = :seq::int + 2, "updatedAt" = now() WHERE "accountId" = :account::uuid;
INSERT INTO "Message" (id, "accountId", "channelAccountId", seq, class, body, "createdAt")
  VALUES (gen_random_uuid(), :account::uuid, :channel::uuid, :seq::int + 2, 'reply', :reply::jsonb, now());
UPDATE "Inbox" SET state = 'done', seq = :seq::int + 1, "doneAt" = now() WHERE "channelAccountId" = :channel::uuid AND "updateKey" = (:update)::bigint::text;
COMMIT;
