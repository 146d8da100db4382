/**
 * The SQL of a turn: many conversations in one statement each, one commit for all of them.
 *
 * What was tried (2 cores, embedded server, claim + lock + read, write state, answer, outbox, done; 32 at once):
 *
 * | way                                                                  | turns/s | Node CPU a turn |
 * |----------------------------------------------------------------------|---------|-----------------|
 * | Prisma interactive transaction, six model calls                      |     696 | 1.53 ms         |
 * | Prisma transaction, two raw statements (CTEs)                         |   1,833 | 0.47 ms         |
 * | `pg`, two prepared statements                                         |   7,650 | 0.08 ms         |
 * | Prisma, two raw statements for 32 conversations at once, one commit   |  18,263 | 0.03 ms         |
 *
 * The last is what turns of many do here, but past the client (db/raw.ts), where a statement need not wait for the one before
 * to be answered: in the whole service that takes a fifth less of the processor. A turn taken alone runs the same statements in a
 * transaction of the client, because what it does may need the models.
 *
 * Rows travel as one JSON document: arrays of JSON would have to be escaped twice. The planner takes such a document for a
 * hundred rows, and would rather read whole tables than look up so many; `LIMIT` tells it how many there are.
 */

/**
 * Was anything said to this person since our last reply, which asked? What was written before it may have been sent after it: replies
 * go first. What waits or was dropped was not said.
 */
const overtakenSql = `EXISTS (SELECT 1 FROM (
    SELECT r.seq, r."sentAt" FROM "Message" r WHERE r."accountId" = a.id AND r.class = 'reply' ORDER BY r.seq DESC LIMIT 1) asked
  JOIN "Message" m ON m."accountId" = a.id AND m.class <> 'reply' AND (m.seq > asked.seq OR m."sentAt" > asked."sentAt")
    AND m.state NOT IN ('held', 'failed', 'cancelled', 'expired'))`;

/**
 * Claims the oldest waiting update of each chat and locks its conversation. A chat is left out when another process has
 * its update in hand (it goes on with what comes after, too), when its files are still being fetched or it failed and its time
 * (`until`) has not come yet, and when it has no conversation yet. `more`: something waits behind the update. `holds`: something
 * waits for this person to write; `OFFSET 0` keeps the planner from reading all that is held for anybody. `overtaken`: see above; only looked
 * at where it matters.
 *
 * $1 channel account ids, $2 chat keys, side by side.
 */
export const claimSql = `
WITH chat AS (
  SELECT * FROM unnest($1::uuid[], $2::text[]) AS c("channelAccountId", "chatKey")
), oldest AS (
  SELECT first.id FROM chat c CROSS JOIN LATERAL (
    SELECT id, state, until FROM "Inbox" i
    WHERE i."channelAccountId" = c."channelAccountId" AND i."chatKey" = c."chatKey" AND i.state IN ('new', 'fetching')
    ORDER BY i."order" LIMIT 1
  ) first WHERE first.state = 'new' AND (first.until IS NULL OR first.until <= now())
), claimed AS MATERIALIZED (
  SELECT id, "channelAccountId", "chatKey", body, COALESCE("saidAt", "receivedAt") AS "saidAt", "order" FROM "Inbox"
  WHERE id IN (SELECT id FROM oldest) AND state = 'new' FOR UPDATE SKIP LOCKED
)
SELECT i.id, i.body, i."saidAt", i."channelAccountId", i."chatKey", ca.channel::text, a.id AS "accountId", a.language,
  a."humanUntil", a."humanEndedAt", a."blockedAt", c.session, c."lastSeq",
  EXISTS (SELECT 1 FROM "Inbox" l WHERE l."channelAccountId" = i."channelAccountId" AND l."chatKey" = i."chatKey"
    AND l.state IN ('new', 'fetching') AND l."order" > i."order") AS more,
  EXISTS (SELECT 1 FROM "Message" h WHERE h."accountId" = a.id AND h.state = 'held'
    AND (h.until IS NULL OR h.reason = 'window') OFFSET 0) AS holds,
  CASE WHEN c.session #> '{offered,binding}' = 'true'::jsonb THEN ${overtakenSql} ELSE false END AS overtaken
FROM claimed i
JOIN "ChannelAccount" ca ON ca.id = i."channelAccountId"
JOIN "Account" a ON a."channelAccountId" = i."channelAccountId" AND a."externalId" = i."chatKey"
JOIN "Conversation" c ON c."accountId" = a.id
ORDER BY a.id
FOR UPDATE OF c`;

/**
 * Makes account and conversation of the chats that write for the first time.
 *
 * $1 channel account ids, $2 chat keys, $3 new account ids, side by side; $4 an empty session; $5 now.
 */
export const openSql = `
WITH chat AS (
  SELECT * FROM unnest($1::uuid[], $2::text[], $3::uuid[]) AS c("channelAccountId", "chatKey", "accountId")
  WHERE EXISTS (SELECT 1 FROM "Inbox" i
    WHERE i."channelAccountId" = c."channelAccountId" AND i."chatKey" = c."chatKey" AND i.state = 'new')
), opened AS (
  INSERT INTO "Account" (id, "channelAccountId", "externalId", "createdAt")
  SELECT "accountId", "channelAccountId", "chatKey", $5::timestamptz FROM chat
  ON CONFLICT ("channelAccountId", "externalId") DO NOTHING
  RETURNING id, language
), account AS (
  SELECT id, language FROM opened
  UNION
  SELECT a.id, a.language FROM "Account" a JOIN chat c ON c."channelAccountId" = a."channelAccountId" AND c."chatKey" = a."externalId"
)
INSERT INTO "Conversation" ("accountId", session, "updatedAt")
SELECT id, jsonb_set($4::jsonb, '{lang}', to_jsonb(language)), $5::timestamptz FROM account
ON CONFLICT DO NOTHING`;

/**
 * Keeps what turns leave behind: the messages, where each conversation stands now, and that the updates are done.
 *
 * $1 the turns as JSON (see turn-store.ts: Kept), $2 now, $3 how many turns.
 */
export const keepSql = `
WITH turn AS MATERIALIZED (
  SELECT * FROM jsonb_to_recordset($1::jsonb) AS t("inboxId" uuid, "accountId" uuid, "channelAccountId" uuid, "saidAt" timestamptz,
    contact boolean, "humanUntil" timestamptz, "humanEndedAt" timestamptz, lang text, session jsonb, seq int, "lastSeq" int,
    forgotten boolean, error text, messages jsonb) LIMIT $3::int
), said AS (
  INSERT INTO "Message" (id, "accountId", "channelAccountId", seq, class, body, "inboxId", "createdAt", "expiresAt")
  SELECT m.id, t."accountId", t."channelAccountId", m.seq, 'reply', m.body, t."inboxId", $2::timestamptz, m."expiresAt"
  FROM turn t CROSS JOIN LATERAL jsonb_to_recordset(t.messages) AS m(id uuid, seq int, body jsonb, "expiresAt" timestamptz)
), stands AS (
  UPDATE "Conversation" c SET session = t.session, "lastSeq" = t."lastSeq", "updatedAt" = $2::timestamptz
  FROM turn t WHERE c."accountId" = t."accountId"
), heard AS (
  UPDATE "Account" a SET language = t.lang, "humanUntil" = t."humanUntil", "humanEndedAt" = t."humanEndedAt",
    "lastInboundAt" = CASE WHEN t.contact THEN GREATEST(a."lastInboundAt", t."saidAt") ELSE a."lastInboundAt" END,
    "blockedAt" = CASE WHEN t.contact AND t."saidAt" >= a."blockedAt" THEN NULL ELSE a."blockedAt" END
  FROM turn t WHERE a.id = t."accountId"
)
UPDATE "Inbox" i SET seq = t.seq, "doneAt" = $2::timestamptz, error = COALESCE(t.error, i.error),
  state = CASE WHEN t.error IS NULL THEN 'done' ELSE 'parked' END::"InboxState",
  body = CASE WHEN t.forgotten THEN NULL ELSE i.body END
FROM turn t WHERE i.id = t."inboxId"`;

/**
 * Stores updates, each once.
 *
 * $1 the updates as JSON, in the order of arrival. Returns the places of those that were new.
 */
export const storeSql = `
WITH given AS MATERIALIZED (
  SELECT * FROM jsonb_to_recordset($1::jsonb) AS g(index int, id uuid, "channelAccountId" uuid, "updateKey" text, "chatKey" text,
    body jsonb, state text, until timestamptz, "receivedAt" timestamptz, "saidAt" timestamptz)
), stored AS (
  INSERT INTO "Inbox" (id, "channelAccountId", "updateKey", "chatKey", body, state, until, "receivedAt", "saidAt")
  SELECT id, "channelAccountId", "updateKey", "chatKey", body, state::"InboxState", until, "receivedAt", "saidAt"
  FROM given ORDER BY index
  ON CONFLICT DO NOTHING RETURNING id
)
SELECT g.index FROM given g JOIN stored s ON s.id = g.id`;

/** Chats with something that can be taken now, the longest waiting first. $1 how many. */
export const waitingSql = `
SELECT "channelAccountId", "chatKey" FROM "Inbox" WHERE state IN ('new', 'fetching')
GROUP BY "channelAccountId", "chatKey"
HAVING (array_agg(state ORDER BY "order"))[1] = 'new'
  AND COALESCE((array_agg(until ORDER BY "order"))[1] <= now(), true)
ORDER BY min("order") LIMIT $1::int`;
