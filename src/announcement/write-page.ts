/**
 * The next messages of all announcements that are being sent become rows of the ledger: a few seconds' worth of what each channel account
 * takes, so that pausing, cancelling and a stop word hold at once, and nothing of it stands before an answer to somebody.
 */
import type { ChannelKind } from '../channel/channel.ts';
import { profiles } from '../channel/profiles.ts';
import type { RawDb, RawPool } from '../db/raw.ts';
import type { Clock, Ids } from '../deps.ts';
import { controllerSql } from '../household/member-sql.ts';
import { askedAsOfficerSql, gotSql, refusedSql } from './audience-sql.ts';
import type { AnnouncementGround } from './ground-of-announcement.ts';
import { mergedMeanwhile, putMergedBack } from './merged-meanwhile.ts';
import { type RenderWorld, renderAnnouncement } from './render-announcement.ts';

export interface PageParts extends RenderWorld {
  raw: RawPool;
  clock: Clock;
  ids: Ids;
  /** Messages that a channel account takes in a second, as this process sends to it; undefined, or absent: as the profile of its channel has it. */
  paceOf?: (channelAccountId: string) => number | undefined;
}

/** An announcement that is being sent, and may be now. */
export interface InLine {
  id: string;
  ground: AnnouncementGround;
}

export interface Page {
  /** Messages that were written, and recipients that were left out when their turn came. */
  written: number;
  left: number;
  /** It was a whole page: the next one may be as large. What is less gathers until the next look. */
  more: boolean;
}

/** Of what a channel takes in a second, written ahead. */
const AHEAD_SECONDS = 5;
/** One transaction writes no more for one channel account … */
const MOST = 500;
/** … and no more waits there, however much it takes. */
const MOST_AHEAD = 2_000;
/** The whole house writes one page at a time, of announcements or reminders: so that a household’s week is counted once. */
export const ONE_AT_A_TIME = 0x6e68_6f63;
const IDS_AT_ONCE = 200;
const NOTHING: Page = { written: 0, left: 0, more: false };

/** All or nothing; safe to run anywhere, and in any number of processes. */
export async function writePage({ raw, ...parts }: PageParts, inLine: readonly InLine[]): Promise<Page> {
  if (inLine.length === 0) return NOTHING;
  return raw.transaction(async (db) => {
    const ids = inLine.map(({ id }) => id);
    const held = await db.$queryRawUnsafe<{ id: string }[]>(holdSql, ids, ONE_AT_A_TIME);
    if (held.length === 0) return NOTHING;
    const lines = await db.$queryRawUnsafe<Line[]>(
      linesSql,
      held.map(({ id }) => id),
      MOST_AHEAD,
    );
    const shares = sharesOf(lines, parts.paceOf);
    if (shares.length === 0) return NOTHING;
    const most = shares.reduce((all, { count }) => all + count, 0);
    const picked = await db.$queryRawUnsafe<Picked[]>(pickSql, JSON.stringify(shares), shares.length, most);
    if (picked.length === 0) return NOTHING;
    const grounds = new Map(inLine.map(({ id, ground }) => [id, ground]));
    const rows = picked.map((one) => ({ position: String(one.position), id: parts.ids.next(), body: bodyOf(parts, grounds, one) }));
    const { another, stays, families } = await mergedMeanwhile(db, picked);
    const values = [JSON.stringify(rows), rows.length, parts.clock.now(), ids, another, stays];
    const written = await db.$queryRawUnsafe<Written[]>(writeSql, ...values);
    const left = written.filter((one) => one.left !== null);
    await putMergedBack(db, left, families);
    // Sent along with the end of the transaction, which hears of it if it fails.
    notifyWritten(
      db,
      written.filter((one) => one.left === null),
    ).catch(() => {});
    return { written: written.length - left.length, left: left.length, more: picked.length >= MOST };
  });
}

/**
 * Against whoever pauses or cancels. Where somebody does that now it comes with the next page: the others do not wait for that. And while another process
 * writes a page nothing is held, which that one would pass over.
 */
const holdSql = `
WITH house AS MATERIALIZED (SELECT pg_try_advisory_xact_lock($2::bigint) AS mine)
SELECT id FROM "Announcement" WHERE (SELECT mine FROM house) AND id = ANY($1::uuid[]) AND state = 'sending' ORDER BY id FOR NO KEY UPDATE SKIP LOCKED`;

interface Line {
  announcementId: string;
  channelAccountId: string;
  channel: ChannelKind;
  /** What waits to be handed over there already. */
  ahead: number;
}

/**
 * Whose turn comes next. There may be a million of them, and most of those at the beginning have had their turn: the order, and an array of one,
 * leave the planner no other way than along the index of those whose turn has not come.
 */
function firstSql(announcementId: string, channelAccountId: string): string {
  return `FROM "Recipient" r
  WHERE r."announcementId" = ${announcementId} AND r."channelAccountId" = ANY(ARRAY[${channelAccountId}])
    AND r."messageId" IS NULL AND r."left" IS NULL AND r."accountId" IS NOT NULL
  ORDER BY r."channelAccountId", r.position`;
}

/** $1 announcements, $2 no more is counted. */
export const linesSql = `
SELECT n.id AS "announcementId", ca.id AS "channelAccountId", ca.channel::text, q.ahead
FROM unnest($1::uuid[]) AS n(id) CROSS JOIN "ChannelAccount" ca
CROSS JOIN LATERAL (SELECT count(*)::int AS ahead FROM (
  SELECT 1 FROM "Message" m
  WHERE m."channelAccountId" = ca.id AND m.state = 'queued' AND m.class = 'announcement' AND (m.until IS NULL OR m.until <= now()) LIMIT $2::int) queued) q
WHERE (SELECT r.position ${firstSql('n.id', 'ca.id')} LIMIT 1) IS NOT NULL
ORDER BY ca.id, n.id`;

export interface Share {
  announcementId: string;
  channelAccountId: string;
  count: number;
}

/** Those that share a channel account share what it takes, whichever of them is larger. What it fetches by itself takes a page at once. */
export function sharesOf(lines: readonly Line[], paceOf: PageParts['paceOf'] = () => undefined): Share[] {
  return [...Map.groupBy(lines, ({ channelAccountId }) => channelAccountId).values()].flatMap((together) => {
    const [{ channel, channelAccountId: account, ahead }] = together as [Line, ...Line[]];
    const usual = profiles[channel].pace?.perSecond ?? null;
    const pace = usual && (paceOf(account) ?? usual);
    const room = pace === null ? MOST : Math.min(MOST, Math.min(MOST_AHEAD, Math.ceil(pace * AHEAD_SECONDS)) - ahead);
    return together
      .map(({ announcementId, channelAccountId }, index) => ({
        ...{ announcementId, channelAccountId },
        count: Math.floor((room + index) / together.length),
      }))
      .filter(({ count }) => count > 0);
  });
}

interface Picked {
  position: bigint | string;
  announcementId: string;
  householdId: string;
  areaId: string;
  channel: ChannelKind;
  language: string;
}

/**
 * Whose conversation is in the middle of a turn comes with the next page: nobody waits for them here, nor they for this.
 *
 * $1 shares as JSON, $2 how many, $3 recipients in all of them: see conversation/turn-sql.ts for why the planner is told.
 */
export const pickSql = `
WITH share AS MATERIALIZED (
  SELECT * FROM jsonb_to_recordset($1::jsonb) AS s("announcementId" uuid, "channelAccountId" uuid, count int) LIMIT $2::int
), mine AS MATERIALIZED (
  SELECT r.* FROM share CROSS JOIN LATERAL (
    SELECT r.position, r."announcementId", r."householdId", r."areaId", r."accountId", r."channelAccountId" ${firstSql('share."announcementId"', 'share."channelAccountId"')}
    LIMIT share.count) r LIMIT $3::int
)
SELECT r.position, r."announcementId", r."householdId", r."areaId", ca.channel::text, a.language
FROM mine r JOIN "ChannelAccount" ca ON ca.id = r."channelAccountId"
JOIN "Account" a ON a.id = r."accountId"
JOIN "Conversation" c ON c."accountId" = a.id
ORDER BY c."accountId" FOR UPDATE OF c SKIP LOCKED`;

function bodyOf(
  world: RenderWorld,
  grounds: ReadonlyMap<string, AnnouncementGround>,
  { announcementId, areaId, channel, language, position }: Picked,
) {
  const ground = grounds.get(announcementId);
  if (!ground) throw new Error(`Announcement ${announcementId} is not in line`);
  const area = ground.areas.get(areaId) ?? null;
  return renderAnnouncement(world, ground.written, { channel, language, area, position: BigInt(position) });
}

interface Written extends Queued {
  position: string;
  left: string | null;
}

/** A message that was written, for whoever hands it over. */
export interface Queued {
  accountId: string;
  channelAccountId: string;
  channel: ChannelKind;
}

/** The Hội that answers for a ward now. @param unitCode SQL */
function answersSql(unitCode: string): string {
  return `(SELECT controller.id FROM (SELECT ${unitCode} AS "unitCode") area CROSS JOIN LATERAL (${controllerSql}) controller)`;
}

/** The newest word of the account `a` on a purpose is a yes to the Hội that answers for a ward now. @param unitCode SQL */
export function agreedInSql(unitCode: string, purpose: 'announcements' | 'selfAssessment' = 'announcements'): string {
  return agreedToSql(answersSql(unitCode), purpose);
}

/** @param organisation SQL */
function agreedToSql(organisation: string, purpose: 'announcements' | 'selfAssessment'): string {
  return `COALESCE((
  SELECT c.act = 'given' AND c."organisationId" = ${organisation}
  FROM "Consent" c WHERE c."accountId" = a.id AND c.purpose = '${purpose}' ORDER BY c.at DESC, c.id DESC LIMIT 1), false)`;
}

/**
 * Looks at everybody once more, under the lock of their conversation, and numbers what they get behind what was said before. Officers may have been invited
 * to the training while it was fixed whom this is for, and neither saw the other: under that lock the one that comes later does.
 *
 * `goes` tells the planner that it is many: of what is NULL it expects one in two hundred, and looked at all of a page for each of it. So does
 * the `LEFT JOIN` of what is always there.
 *
 * $1 rows as JSON, $2 how many: see conversation/turn-sql.ts for why the planner is told; $3 now, $4 announcements, $5, $6 as merged-meanwhile.ts found them.
 */
const writeSql = `
WITH given AS MATERIALIZED (
  SELECT * FROM jsonb_to_recordset($1::jsonb) AS g(position bigint, id uuid, body jsonb) LIMIT $2::int
), page AS MATERIALIZED (
  SELECT r.*, g.id, g.body FROM given g CROSS JOIN LATERAL (
    SELECT r.position, r."announcementId", r."householdId", r."accountId", r."channelAccountId" FROM "Recipient" r WHERE r.position = g.position OFFSET 0) r
), notice AS MATERIALIZED (
  SELECT n.id, n."mayCost", n."expiresAt", COALESCE(s."weeklyCap", 2) AS cap, ${answersSql('n."unitCode"')} AS answers,
    (SELECT (button ->> 'trainingId')::uuid FROM jsonb_array_elements(n.buttons) button WHERE button ? 'trainingId' LIMIT 1) AS "trainingId"
  FROM "Announcement" n LEFT JOIN "WardSettings" s ON s."unitCode" = n."unitCode" WHERE n.id = ANY($4::uuid[])
), looked AS MATERIALIZED (
  SELECT r.position, r."accountId", r."channelAccountId", r."announcementId", r.id, r.body, n."mayCost", n."expiresAt",
    CASE
      WHEN r.position = ANY($5::bigint[]) THEN 'merged'
      WHEN a."erasedAt" IS NOT NULL OR (r.position <> ALL ($6::bigint[]) AND NOT EXISTS (
        SELECT 1 FROM "Membership" m WHERE m."accountId" = a.id AND m."to" IS NULL AND m."householdId" = r."householdId")) THEN 'gone'
      WHEN NOT ${agreedToSql('n.answers', 'announcements')} THEN CASE WHEN ${refusedSql} THEN 'noConsent' ELSE 'notAsked' END
      WHEN a."stoppedAt" IS NOT NULL THEN 'stopped'
      WHEN a."blockedAt" IS NOT NULL THEN 'blocked'
      WHEN ${askedAsOfficerSql('n."trainingId"')} THEN 'asOfficer'
      WHEN ${gotSql('r."householdId"', '$3::timestamptz')} + row_number() OVER (PARTITION BY r."householdId" ORDER BY r.position) > n.cap THEN 'cap'
    END AS why
  FROM page r LEFT JOIN notice n ON n.id = r."announcementId"
  JOIN "Account" a ON a.id = r."accountId"
), picked AS MATERIALIZED (
  SELECT *, why IS NULL AS goes FROM looked
), numbered AS (
  UPDATE "Conversation" c SET "lastSeq" = c."lastSeq" + more.count, "updatedAt" = $3::timestamptz
  FROM (SELECT "accountId", count(*)::int AS count FROM picked WHERE goes GROUP BY "accountId") more
  WHERE c."accountId" = more."accountId" RETURNING c."accountId", c."lastSeq" - more.count AS before
), said AS (
  INSERT INTO "Message" (id, "accountId", "channelAccountId", seq, class, body, "createdAt", "expiresAt", "mayCost", "announcementId")
  SELECT p.id, p."accountId", p."channelAccountId", n.before + row_number() OVER (PARTITION BY p."accountId" ORDER BY p.position),
    'announcement', p.body, $3::timestamptz, p."expiresAt", p."mayCost", p."announcementId"
  FROM picked p JOIN numbered n ON n."accountId" = p."accountId" WHERE p.goes
)
UPDATE "Recipient" r SET "messageId" = CASE WHEN p.goes THEN p.id END, "left" = p.why
FROM picked p JOIN "ChannelAccount" ca ON ca.id = p."channelAccountId" WHERE r.position = p.position
RETURNING r.position::text, r."accountId", r."channelAccountId", ca.channel::text, r."left"`;

/** Heard by every process once this is committed; what is missed a sweep finds. */
export async function notifyWritten(db: RawDb, said: readonly Queued[]): Promise<void> {
  const fetched = said.filter(({ channel }) => profiles[channel].pace === null).map(({ accountId }) => accountId);
  const sent = new Set(said.filter(({ channel }) => profiles[channel].pace !== null).map(({ channelAccountId }) => channelAccountId));
  const told: Promise<unknown>[] = [];
  const tell = (topic: string, ids: readonly string[]) =>
    told.push(db.$executeRawUnsafe('SELECT pg_notify($1, $2)', topic, ['told', ...ids].join(',')));
  if (sent.size > 0) tell('nhahoc_outbox', [...sent]);
  for (let from = 0; from < fetched.length; from += IDS_AT_ONCE) tell('nhahoc_lines', fetched.slice(from, from + IDS_AT_ONCE));
  await Promise.all(told);
}
