/** Who is in an audience, and how each household of it is reached or why not: the one statement behind looking, fixing and telling in person. */
import { TITLE } from '../assessment/rubric-in-force.ts';
import { profiles } from '../channel/profiles.ts';
import type { Deps } from '../deps.ts';
import { controllerSql } from '../household/member-sql.ts';
import type { Scope } from '../officer/scope.ts';
import { decidedYearsSql } from '../outcome/recognised-years.ts';
import { seasonsOfWards } from '../report/seasons-of-wards.ts';
import { stationSql } from '../report/station-sql.ts';
import { heldSql } from '../review/hand-of.ts';
import { agreesSql } from '../review/in-use.ts';
import type { Audience } from './content.ts';
import { sendingSettings } from './sending-settings.ts';

export interface AudienceAsked {
  scope: Pick<Scope, 'wards' | 'areas'>;
  unitCode: string;
  audience: Audience;
  mayCost: boolean;
  /** The training that it invites to. */
  trainingId?: string | undefined;
}

/** How many values `audienceValues` gives: the next of a statement is `$18`. */
export const AUDIENCE_VALUES = 17;

export async function audienceValues(deps: Deps, { scope, unitCode, audience, mayCost, trainingId }: AudienceAsked): Promise<unknown[]> {
  const [season] = await seasonsOfWards(deps, [unitCode]);
  const { weeklyCap } = await sendingSettings(deps, unitCode);
  const { areaIds = null, states = null, channels = null, codes = null, receivedBy = null, notReachedBy = null, title } = audience;
  return [
    ...[unitCode, [...scope.wards], [...scope.areas], areaIds, states, channels, codes, receivedBy, notReachedBy],
    ...[
      deps.clock.now(),
      weeklyCap,
      season?.seasonId ?? null,
      season?.before?.id ?? null,
      season?.closed ?? false,
      mayCost,
      title?.years ?? null,
      trainingId ?? null,
    ],
  ];
}

/** `$1` ward, `$2`, `$3` wards and khu phố of the officer, `$4` khu phố that are asked for. */
const placeSql = `
  SELECT area.id, area.name FROM "Area" area
  WHERE area."unitCode" = $1 AND (area."unitCode" = ANY($2::text[]) OR area.id = ANY($3::uuid[])) AND ($4::uuid[] IS NULL OR area.id = ANY($4::uuid[]))`;

/** The Hội that answers there: `answers`. */
const answersSql = `
  SELECT controller.id FROM (SELECT $1::text AS "unitCode") area CROSS JOIN LATERAL (${controllerSql}) controller`;

/** The newest word of the account `a` on announcements is a yes to the Hội `answers`. */
const agreedSql = `COALESCE((
  SELECT c.act = 'given' AND c."organisationId" = (SELECT id FROM answers) FROM "Consent" c
  WHERE c."accountId" = a.id AND c.purpose = 'announcements' ORDER BY c.at DESC, c.id DESC LIMIT 1), false)`;

/** The newest word of the account `a` on announcements is a no. Without one, or with one to another Hội, nobody has asked: `notAsked`. */
export const refusedSql = `COALESCE((
  SELECT c.act <> 'given' FROM "Consent" c
  WHERE c."accountId" = a.id AND c.purpose = 'announcements' ORDER BY c.at DESC, c.id DESC LIMIT 1), false)`;

/** How the channel of the account `a` takes a message now: `free`, `paid` or, until it is written to, not: `closed`. */
const termsSql = `CASE ca.channel::text ${Object.entries(profiles)
  .flatMap(([channel, { windows }]) => (windows ? [windowSql(channel, windows)] : []))
  .join(' ')} ELSE 'free' END`;

function windowSql(channel: string, { free, paid }: { free: number; paid: number }): string {
  const within = (ms: number) => `a."lastInboundAt" > $10::timestamptz - ${ms} * interval '1 millisecond'`;
  return `WHEN '${channel}' THEN CASE WHEN ${within(free)} THEN 'free' WHEN $15::boolean AND ${within(paid)} THEN 'paid' ELSE 'closed' END`;
}

/**
 * The account `a` is an officer's, who was invited to the training as such: nobody is asked twice.
 * @param training SQL; null: none
 */
export function askedAsOfficerSql(training: string): string {
  return `(${training} IS NOT NULL AND EXISTS (
  SELECT 1 FROM "OfficerAccount" held JOIN "TrainingSeat" seat ON seat."officerId" = held."officerId" AND seat."trainingId" = ${training}
  WHERE held."accountId" = a.id AND held."to" IS NULL AND seat."invitedAt" IS NOT NULL))`;
}

/**
 * The chat in which the household `h` is written to: of those that may be, where writing is possible now and where it wrote last. Where
 * none may be, the one that comes nearest says why, and a no of one of them counts for those who were not asked. A follow-up goes to the chat
 * that got what it follows. `OFFSET 0` has `why` found out once.
 */
const reachSql = `
  SELECT member.*, count(*) FILTER (WHERE why IS NULL) OVER ()::int AS open FROM (
    SELECT a.id AS "accountId", a."channelAccountId", a.language, ca.channel::text AS channel, a."lastInboundAt", ${termsSql} AS terms,
      CASE WHEN NOT ${agreedSql} THEN CASE WHEN ${refusedSql} THEN 'noConsent' ELSE 'notAsked' END WHEN a."stoppedAt" IS NOT NULL THEN 'stopped' WHEN a."blockedAt" IS NOT NULL THEN 'blocked'
        WHEN NOT COALESCE(ca.channel::text = ANY($6::text[]), true) THEN 'otherChannel' WHEN ${askedAsOfficerSql('$17::uuid')} THEN 'asOfficer' END AS why
    FROM "Membership" m JOIN "Account" a ON a.id = m."accountId" AND a."erasedAt" IS NULL
    JOIN "ChannelAccount" ca ON ca.id = a."channelAccountId"
    WHERE m."householdId" = h.id AND m."to" IS NULL
      AND NOT EXISTS (SELECT 1 FROM "Membership" later WHERE later."accountId" = m."accountId" AND later."to" IS NULL AND (later."from", later.id) > (m."from", m.id))
      AND ($8::uuid IS NULL OR EXISTS (
        SELECT 1 FROM "Recipient" r JOIN "Message" got ON got.id = r."messageId" AND got.state = 'sent'
        WHERE r."announcementId" = $8::uuid AND r."accountId" = a.id))
    OFFSET 0) member
  ORDER BY why IS NULL DESC, COALESCE(why = 'notAsked', false), terms = 'closed', "lastInboundAt" DESC NULLS LAST,
    array_position(ARRAY['asOfficer', 'otherChannel', 'blocked', 'stopped', 'noConsent'], why), "accountId" LIMIT 1`;

/** A household, and those that went into it. */
export function withDoublesSql(household: string): string {
  return `SELECT ${household} UNION ALL SELECT double.id FROM "Household" double WHERE double."mergedIntoId" = ${household}`;
}

/**
 * Announcements and reminders that the household `household` has got, or may yet get, in the seven days before `now`. Of announcements that
 * were over long before, a year's worth, no message is looked at; the day more is for clocks that differ.
 * @param household, now SQL
 */
export function gotSql(household: string, now: string): string {
  return `(SELECT count(*) FROM (${withDoublesSql(household)}) AS whose(id) CROSS JOIN LATERAL (
    SELECT "messageId" FROM "Recipient" WHERE "householdId" = whose.id AND "announcementId" = ANY(ARRAY(
      SELECT n.id FROM "Announcement" n WHERE n."startedAt" IS NOT NULL AND COALESCE(n."endedAt", n."cancelledAt", 'infinity') > ${now} - interval '8 days'))
    UNION ALL SELECT "messageId" FROM "Reminder" WHERE "householdId" = whose.id) earlier
    CROSS JOIN LATERAL (
      SELECT 1 FROM "Message" got WHERE got.id = earlier."messageId" AND got."createdAt" > ${now} - interval '7 days'
        AND got.state NOT IN ('failed', 'cancelled', 'expired') OFFSET 0) got)`;
}

const far = stationSql(heldSql('$14::boolean'));

/** How far the household `h` has come, by its file `a`; whoever took its consent back has none. */
const stateSql = `(
  CASE WHEN a.id IS NULL OR NOT ${agreesSql('h.id', '(SELECT id FROM answers)')} THEN
      CASE WHEN reach."accountId" IS NULL THEN 'notRegistered' ELSE 'registered' END
    WHEN a.stage = 'recognised' THEN 'recognised' WHEN a.stage = 'returned' THEN 'returned' WHEN ${far.sent} THEN 'sent' ELSE 'draft' END = ANY($5::text[])
  OR ('lastYear' = ANY($5::text[]) AND EXISTS (
    SELECT 1 FROM "Assessment" before
    WHERE before."householdId" = h.id AND before.title = '${TITLE}' AND before."seasonId" = $13::uuid AND before.stage = 'recognised')))`;

/** The household `h` holds the title, for at least `$16` years in a row. */
const titleSql = `(
  SELECT count(*) FILTER (WHERE held.outcome = 'recognised' AND held.year > held.newest - $16::int) = $16::int
    AND max(held.newest) >= (SELECT season.year FROM "Season" season WHERE season.id = $12::uuid) - 1
  FROM (SELECT said.*, max(said.year) OVER () AS newest FROM (${decidedYearsSql('h.id')}) said) held)`;

/** The household `h` has one of the codes, or one that went into it had: the family may hold the slip with the old one. */
const codedSql = `(
  h.code = ANY($7::text[]) OR EXISTS (SELECT FROM "Household" double WHERE double."mergedIntoId" = h.id AND double.code = ANY($7::text[])))`;

/**
 * `standing`: every household of the audience once, by khu phố: `"householdId"`, `"areaId"`, `area`, and how it is reached (`"accountId"`,
 * `"channelAccountId"`, `channel`, `language`, `terms`) or `why` not; `open`: chats of it that could be written to. Begins with `WITH`.
 * Khu phố by khu phố, so that a statement for one of them reads no other.
 */
export const audienceSql = `
WITH place AS MATERIALIZED (${placeSql}), answers AS MATERIALIZED (${answersSql}), standing AS (
  SELECT place.id AS "areaId", place.name AS area, here.* FROM place CROSS JOIN LATERAL (
    SELECT h.id AS "householdId", reach."accountId", reach."channelAccountId", reach.channel, reach.language, reach.terms, reach.open,
      CASE WHEN reach."accountId" IS NULL THEN 'noAccount' WHEN reach.why IS NOT NULL THEN reach.why
        WHEN ${gotSql('h.id', '$10::timestamptz')} >= $11::int THEN 'cap' END AS why
    FROM "Household" h LEFT JOIN LATERAL (${reachSql}) reach ON true
    LEFT JOIN "Assessment" a ON $5::text[] IS NOT NULL AND a."householdId" = h.id AND a.title = '${TITLE}' AND a."seasonId" = $12::uuid
    WHERE h."areaId" = place.id AND h."mergedIntoId" IS NULL AND ($7::text[] IS NULL OR ${codedSql})
      AND ($8::uuid IS NULL OR reach."accountId" IS NOT NULL)
      AND ($9::uuid IS NULL OR NOT EXISTS (
        SELECT 1 FROM "Recipient" r LEFT JOIN "Message" got ON got.id = r."messageId"
        WHERE r."announcementId" = $9::uuid AND r."householdId" IN (${withDoublesSql('h.id')})
          AND (got.state IN ('queued', 'leased', 'held', 'sent', 'uncertain') OR r."left" = 'restored'
            OR (r."left" IS NULL AND (r."messageId" IS NULL OR got.reason = 'paused')))))
      AND ($5::text[] IS NULL OR ${stateSql})
      AND ($16::int IS NULL OR ${titleSql})
  ) here
)`;
