/** Telling people something outside a turn of theirs: it becomes a line of their conversation and a message of the ledger. */
import { isDeepStrictEqual } from 'node:util';
import type { SayToOfficer } from '../announcement/test-to-myself.ts';
import { AS_TYPED, type MessageClass, type Outbound, type OutboundChoice } from '../channel/channel.ts';
import { profiles } from '../channel/profiles.ts';
import type { Deps } from '../deps.ts';
import { emptySession, type Sentence } from '../flow/session.ts';
import { controllerSql } from '../household/member-sql.ts';
import type { Notice, SaidAnew, SayAnew, TellHousehold, TellOfficer, TellPerson } from '../household/tell-household.ts';
import type { Locale } from '../locale/locale.ts';

export interface Tell {
  /** A notice about its own file, to every member who agrees to self-assessment. */
  household: TellHousehold;
  /** An officer's duty, to every chat in which they are spoken with. Returns how many were told. */
  officer: TellOfficer;
  /** The same about what can wait: not in chats in which they asked to receive nothing but replies. */
  officerAtLeisure: TellOfficer;
  /** An officer what is in words already, as their own: what others would get, say. */
  say: SayToOfficer;
  /** One account, about what it asked for itself: it need not be a member of anything. */
  person: TellPerson;
  /** What was told already, in other words, in its place. */
  anew: SayAnew;
}

interface Told {
  accountId: string;
  channelAccountId: string;
  channel: keyof typeof profiles;
  language: string;
}

/** Does what is said there travel over servers abroad? */
export function isAbroad(channel: string): boolean {
  return profiles[channel as keyof typeof profiles].abroad;
}

/** The words that a button of a notice stands for; null: it is a button of a question. */
export function wordsOfPress(data: string): string | null {
  return data.startsWith(AS_TYPED) ? data.slice(AS_TYPED.length) : null;
}

export function createTell({ locale }: { locale: Locale }): Tell {
  return {
    household: async (deps, { householdId, except, written }, notice) => {
      const all = await deps.db.$queryRawUnsafe<Told[]>(agreeingSql, householdId, except);
      const messageIds = await tellAll(deps, locale, all, 'fileNotice', notice);
      if (written) messageIds.forEach(written);
      return messageIds.length;
    },
    officer: async (deps, officerId, notice, written) => {
      const all = await deps.db.$queryRawUnsafe<Told[]>(officerSql, officerId, true);
      const messageIds = await tellAll(deps, locale, all, 'duty', notice);
      if (written) messageIds.forEach(written);
      return messageIds.length;
    },
    officerAtLeisure: async (deps, officerId, notice) => {
      const all = await deps.db.$queryRawUnsafe<Told[]>(officerSql, officerId, false);
      return (await tellAll(deps, locale, all, 'duty', notice)).length;
    },
    say: async (deps, officerId, words) => {
      const all = await deps.db.$queryRawUnsafe<Told[]>(officerSql, officerId, true);
      for (const told of all) await tellOne(deps, told, 'duty', { body: words(told), expiresAt: null });
      return all.length;
    },
    person: async (deps, accountId, notice) => {
      const all = await deps.db.$queryRawUnsafe<Told[]>(personSql, accountId);
      return (await tellAll(deps, locale, all, 'fileNotice', notice)).length;
    },
    anew: (deps, messageId, notice) => sayAnew(deps, locale, messageId, notice),
  };
}

async function sayAnew(deps: Deps, locale: Locale, messageId: string, notice: Notice): Promise<SaidAnew> {
  const { db, clock } = deps;
  const [told] = await db.$queryRawUnsafe<(Told & Standing)[]>(standingSql, messageId);
  if (!told?.stands || !profiles[told.channel].edits) return 'fixed';
  const body = inWords(notice, told, locale);
  if (isDeepStrictEqual(body, told.body)) return 'same';
  const changed = await db.$executeRawUnsafe(anewSql, messageId, JSON.stringify(body), clock.now(), told.channel === 'web');
  if (changed === 0) return 'busy';
  await hear(db, told);
  return 'said';
}

interface Standing {
  body: Outbound | null;
  /** It is there, or will be. */
  stands: boolean;
}

/** What was taken away, or never got there, or is forgotten already, says nothing any more. */
const standingSql = `
SELECT account.id AS "accountId", account."channelAccountId", ca.channel::text, account.language, m.body,
  m.body IS NOT NULL AND m.state IN ('queued', 'leased', 'held', 'sent') AND account."erasedAt" IS NULL AS stands
FROM "Message" m JOIN "Account" account ON account.id = m."accountId" JOIN "ChannelAccount" ca ON ca.id = m."channelAccountId"
WHERE m.id = $1::uuid`;

/**
 * On our own page ($4) a line says what stands here. Elsewhere it waits until the platform is asked to change it: like an answer, because
 * somebody looks at it, and behind what goes to many it would come when that is over.
 *
 * $1 message, $2 body, $3 now.
 */
const anewSql = `
UPDATE "Message" SET body = $2::jsonb, "editedAt" = $3::timestamptz,
  class = CASE WHEN state = 'sent' AND NOT $4::boolean THEN 'reply' ELSE class END,
  state = CASE WHEN state = 'sent' AND NOT $4::boolean THEN 'queued' ELSE state END
WHERE id = $1::uuid AND state IN ('queued', 'held', 'sent')`;

/** Returns the ids of the messages. */
async function tellAll(deps: Deps, locale: Locale, all: readonly Told[], messageClass: MessageClass, notice: Notice): Promise<string[]> {
  const messageIds: string[] = [];
  const { expiresAt = null } = notice;
  for (const told of all) messageIds.push(await tellOne(deps, told, messageClass, { body: inWords(notice, told, locale), expiresAt }));
  return messageIds;
}

function inWords({ text, away, buttons, picture }: Notice, { channel, language }: Told, locale: Locale): Outbound {
  const speak = (sentence: Sentence) => locale.speak(sentence, language);
  const choices = buttons.map((button): OutboundChoice => {
    const { label, words, begins = AS_TYPED } = 'label' in button ? button : { label: button, words: button };
    return { data: `${begins}${speak(words)}`, label: speak(label) };
  });
  // Whatever address our own page was opened at, its browser knows the way from there.
  const media = picture && { url: `${channel === 'web' ? '' : picture.publicUrl}${picture.path}`, alt: speak(picture.alt) };
  return { text: speak(profiles[channel].abroad ? away : text), choices, expect: 'none', ...(media && { media }) };
}

interface Said {
  body: Outbound;
  expiresAt: Date | null;
}

/** Numbered under the lock of the conversation, so that no line of a turn gets the same number. */
async function tellOne({ db, clock, ids }: Deps, told: Told, messageClass: MessageClass, { body, expiresAt }: Said): Promise<string> {
  const { accountId, channelAccountId, language } = told;
  const messageId = ids.next();
  const empty = JSON.stringify(emptySession(language));
  await db.$executeRawUnsafe(openSql, accountId, empty, clock.now());
  await db.$executeRawUnsafe(saySql, accountId, channelAccountId, messageId, messageClass, JSON.stringify(body), clock.now(), expiresAt);
  await hear(db, told);
  return messageId;
}

/** Heard by every process once this is committed; what is missed a sweep finds. */
async function hear(db: Deps['db'], { accountId, channelAccountId, channel }: Told): Promise<void> {
  const topic = channel === 'web' ? 'nhahoc_lines' : 'nhahoc_outbox';
  await db.$executeRawUnsafe('SELECT pg_notify($1, $2)', topic, `told,${channel === 'web' ? accountId : channelAccountId}`);
}

/** Whoever has not written yet has no conversation. */
const openSql = `
INSERT INTO "Conversation" ("accountId", session, "updatedAt") VALUES ($1::uuid, $2::jsonb, $3::timestamptz) ON CONFLICT DO NOTHING`;

/** $1 account, $2 its channel account, $3 id, $4 class, $5 body, $6 now, $7 until when it says something. */
const saySql = `
WITH numbered AS (
  UPDATE "Conversation" SET "lastSeq" = "lastSeq" + 1, "updatedAt" = $6::timestamptz WHERE "accountId" = $1::uuid RETURNING "lastSeq"
)
INSERT INTO "Message" (id, "accountId", "channelAccountId", seq, class, body, "createdAt", "expiresAt")
SELECT $3::uuid, $1::uuid, $2::uuid, "lastSeq", $4::"MessageClass", $5::jsonb, $6::timestamptz, $7::timestamptz FROM numbered`;

/** Members of the household `$1` but `$2`, who agree with the Hội that answers for it; in the order in which they are locked. */
const agreeingSql = `
SELECT account.id AS "accountId", account."channelAccountId", ca.channel::text, account.language
FROM "Household" h JOIN "Area" area ON area.id = h."areaId"
JOIN "Membership" m ON m."householdId" = h.id AND m."to" IS NULL
JOIN "Account" account ON account.id = m."accountId" AND account."erasedAt" IS NULL
JOIN "ChannelAccount" ca ON ca.id = account."channelAccountId"
CROSS JOIN LATERAL (
  SELECT act, "organisationId" FROM "Consent"
  WHERE "accountId" = account.id AND purpose = 'selfAssessment' ORDER BY at DESC, id DESC LIMIT 1) consent
CROSS JOIN LATERAL (${controllerSql}) controller
WHERE h.id = $1::uuid AND ($2::uuid IS NULL OR account.id <> $2::uuid)
  AND consent.act = 'given' AND consent."organisationId" = controller.id
ORDER BY account.id`;

/** $1 officer, $2 also where they asked for silence. */
const officerSql = `
SELECT account.id AS "accountId", account."channelAccountId", ca.channel::text, account.language
FROM "OfficerAccount" held JOIN "Account" account ON account.id = held."accountId" AND account."erasedAt" IS NULL
JOIN "ChannelAccount" ca ON ca.id = account."channelAccountId"
WHERE held."officerId" = $1::uuid AND held."to" IS NULL AND ($2::boolean OR account."stoppedAt" IS NULL) ORDER BY account.id`;

const personSql = `
SELECT account.id AS "accountId", account."channelAccountId", ca.channel::text, account.language
FROM "Account" account JOIN "ChannelAccount" ca ON ca.id = account."channelAccountId"
WHERE account.id = $1::uuid AND account."erasedAt" IS NULL`;
