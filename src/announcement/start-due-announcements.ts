/** Announcements begin whose ten minutes are over: whom each is for is fixed now, some khu phố at a time. */
import { audit } from '../db/audit.ts';
import type { Prisma, PrismaClient } from '../db/client.ts';
import type { Deps } from '../deps.ts';
import { emptySession } from '../flow/session.ts';
import { scopeOf } from '../officer/scope.ts';
import type { StoredAnnouncement } from './announcement-in-hand.ts';
import { AUDIENCE_VALUES, type AudienceAsked, audienceSql, audienceValues } from './audience-sql.ts';
import { askedOf } from './preview-announcement.ts';
import { lockWriter, type Telling, tellWriter } from './tell-writer.ts';

/** A khu phố with thousands of households takes its time. */
const TIMEOUT_MS = 60_000;
/** Khu phố that one transaction fixes; the first goes on its way at once. */
const AREAS_AT_ONCE = 4;
const AREAS_AT_FIRST = 1;
const NOBODY = { wards: [], areas: [] };

/**
 * Each step is a transaction of its own that says how far it is, so that a crash or another process goes on from there, and memory stays
 * flat. Returns how many began.
 *
 * @param between is waited for after one of each: what is fixed goes on its way while the rest is, and nobody else's waits for it
 */
export async function startDueAnnouncements(
  deps: Deps & Telling & { db: PrismaClient },
  between: () => Promise<void> = async () => {},
): Promise<number> {
  const now = deps.clock.now();
  const due = await deps.db.announcement.findMany({
    where: {
      OR: [
        { state: 'planned', startsAt: { lte: now } },
        { state: 'sending', fixedAt: null },
      ],
    },
    orderBy: [{ startsAt: 'asc' }, { id: 'asc' }],
    select: { id: true },
  });
  let begun = 0;
  /** What goes wrong with one keeps none of the others. */
  const attempt = async (id: string, work: (within: Deps & Telling) => Promise<boolean>): Promise<boolean> => {
    try {
      return await inTransaction(deps, work);
    } catch (error) {
      if (error instanceof MovedOn) return false;
      deps.log.error({ err: error, announcement: id }, 'an announcement could not begin; it is tried again');
      return false;
    }
  };
  for (const { id } of due) if (await attempt(id, (within) => begin(within, id))) begun += 1;
  let open = due.map(({ id }) => id);
  while (open.length > 0) {
    const going: string[] = [];
    for (const id of open) if (await attempt(id, (within) => fixNext(within, id))) going.push(id);
    await between();
    open = going;
  }
  return begun;
}

function inTransaction<T>(deps: Deps & Telling & { db: PrismaClient }, work: (deps: Deps & Telling) => Promise<T>): Promise<T> {
  return deps.db.$transaction((db) => work({ ...deps, db }), { timeout: TIMEOUT_MS, maxWait: TIMEOUT_MS });
}

/** Where another process has it in hand, or somebody who cancels it, it is left to them. */
async function begin(deps: Deps & Telling, id: string): Promise<boolean> {
  const { db, clock } = deps;
  const now = clock.now();
  await lockWriter(deps, id);
  const [due] = await db.$queryRaw<{ id: string }[]>`
    SELECT id FROM "Announcement" WHERE id = ${id}::uuid AND state = 'planned' AND "startsAt" <= ${now} FOR NO KEY UPDATE SKIP LOCKED`;
  if (!due) return false;
  const begun = await db.announcement.update({ where: { id }, data: { state: 'sending', startedAt: now, seq: { increment: 1 } } });
  await tellWriter(deps, begun);
  await audit(deps, { actor: 'system', action: 'announcement.start', subject: `announcement:${id}` });
  return true;
}

/**
 * Some khu phố more. False: all are fixed, it is not to go on, or another process fixes it. What whoever confirmed it looks after now is what counts.
 *
 * Meanwhile it is not locked against its being sent, paused or cancelled: what was fixed counts if at the end it is still to go on from there.
 */
async function fixNext(deps: Deps, id: string): Promise<boolean> {
  const { db, clock } = deps;
  const [lock] = await db.$queryRaw<{ mine: boolean }[]>`SELECT pg_try_advisory_xact_lock(hashtextextended(${`fix ${id}`}, 0)) AS mine`;
  if (!lock?.mine) return false;
  const announcement = await db.announcement.findUnique({ where: { id } });
  if (announcement?.state !== 'sending' || announcement.fixedAt !== null) return false;
  const { unitCode, fixedUpTo, confirmedBy } = announcement;
  const next = await db.area.findMany({
    where: { unitCode, ...(fixedUpTo !== null && { id: { gt: fixedUpTo } }) },
    orderBy: { id: 'asc' },
    select: { id: true },
    take: fixedUpTo === null ? AREAS_AT_FIRST : AREAS_AT_ONCE,
  });
  const scope = (confirmedBy && (await scopeOf(deps, confirmedBy))) || NOBODY;
  const asked = askedOf(announcement, scope);
  const last = next.at(-1);
  if (!last) {
    const placed = await fixPlaced(deps, announcement, asked);
    await moveOn(deps, announcement, { fixedAt: clock.now(), audienceSize: { increment: placed } });
    return false;
  }
  const ids = next.map((area) => area.id);
  const { areaIds = ids } = asked.audience;
  const there = { ...asked.audience, areaIds: areaIds.filter((areaId) => ids.includes(areaId)) };
  const fixed = await fix(deps, id, { ...asked, audience: there });
  await moveOn(deps, announcement, { fixedUpTo: last.id, audienceSize: { increment: fixed } });
  return true;
}

/** @throws where somebody has paused, cancelled or fixed it meanwhile: the step did not happen, and is done again if it is to go on */
async function moveOn(
  { db }: Deps,
  { id, fixedUpTo }: StoredAnnouncement,
  data: Prisma.AnnouncementUpdateManyMutationInput,
): Promise<void> {
  const { count } = await db.announcement.updateMany({ where: { id, state: 'sending', fixedUpTo, fixedAt: null }, data });
  if (count === 0) throw new MovedOn();
}

class MovedOn extends Error {}

async function fix(deps: Deps, id: string, asked: AudienceAsked): Promise<number> {
  return deps.db.$executeRawUnsafe(fixSql, ...(await audienceValues(deps, asked)), id, JSON.stringify(emptySession('vi')));
}

/** Whom a ward put into a khu phố that was fixed already, out of one that was not yet. */
async function fixPlaced(deps: Deps, { id, unitCode, startedAt }: StoredAnnouncement, asked: AudienceAsked): Promise<number> {
  const { areaIds = null, codes = null } = asked.audience;
  const placed = await deps.db.$queryRawUnsafe<{ code: string; areaId: string }[]>(placedSql, id, unitCode, startedAt, areaIds, codes);
  if (placed.length === 0) return 0;
  const there = { areaIds: [...new Set(placed.map(({ areaId }) => areaId))], codes: placed.map(({ code }) => code) };
  return fix(deps, id, { ...asked, audience: { ...asked.audience, ...there } });
}

/** $1 announcement, $2 its ward, $3 since when, $4 khu phố that it is for, $5 household codes; null: all. Where they were when it started is what counts. */
const placedSql = `
SELECT h.code, h."areaId" FROM (
  SELECT DISTINCT ON (p."householdId") p."householdId", p."fromId" FROM "HouseholdPlacing" p
  WHERE p.at >= $3::timestamptz ORDER BY p."householdId", p.at, p.id) first
JOIN "Household" h ON h.id = first."householdId" JOIN "Area" area ON area.id = h."areaId" AND area."unitCode" = $2
WHERE ($4::uuid[] IS NULL OR first."fromId" = ANY($4::uuid[])) AND ($5::text[] IS NULL OR h.code = ANY($5::text[]))
  AND NOT EXISTS (SELECT 1 FROM "Recipient" r WHERE r."announcementId" = $1::uuid AND r."householdId" = h.id)`;

const [ID, SESSION] = [`$${AUDIENCE_VALUES + 1}`, `$${AUDIENCE_VALUES + 2}`];

/** Whoever is in it by another khu phố already is not in it twice. Whoever has never written has no conversation yet. */
const fixSql = `${audienceSql}, opened AS (
  INSERT INTO "Conversation" ("accountId", session, "updatedAt")
  SELECT "accountId", jsonb_set(${SESSION}::jsonb, '{lang}', to_jsonb(language)), $10::timestamptz FROM standing
  WHERE why IS NULL AND NOT EXISTS (SELECT 1 FROM "Conversation" c WHERE c."accountId" = standing."accountId" OFFSET 0)
  ON CONFLICT DO NOTHING
)
INSERT INTO "Recipient" ("announcementId", "householdId", "areaId", "accountId", "channelAccountId", "left")
SELECT ${ID}::uuid, "householdId", "areaId", CASE WHEN why IS NULL THEN "accountId" END, CASE WHEN why IS NULL THEN "channelAccountId" END, why
FROM standing ORDER BY "householdId"
ON CONFLICT DO NOTHING`;
