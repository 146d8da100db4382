/**
 * Who was at a training has learnt something this year: it is written into the household's file as a story, marked as the service's own,
 * for one adult; also who came as an officer, into the file of their own family. A file that is begun only afterwards, or open again, gets it then.
 */
import { createHash } from 'node:crypto';
import { askedIn, householdFile, isOpen } from '../assessment/file-of.ts';
import { TITLE } from '../assessment/rubric-in-force.ts';
import { audit } from '../db/audit.ts';
import type { PrismaClient } from '../db/client.ts';
import type { Deps } from '../deps.ts';
import { lockHousehold } from '../household/household-of.ts';
import { type Locale, sourceLanguage } from '../locale/locale.ts';
import { isOwnHousehold } from '../officer/own-household.ts';
import { inUse } from '../review/in-use.ts';
import { localDate } from '../season/calendar.ts';
import { familyOf, homeOfOfficerSql } from './home-of-officer.ts';

const AT_ONCE = 100;

interface Uncounted {
  id: string;
  householdId: string;
}

/** Of households that agree to self-assessment, as long as their file is open. Each in a transaction of its own. Returns how many were written down. */
export async function countAttendance(deps: Deps & { db: PrismaClient }, { locale }: { locale: Locale }): Promise<number> {
  let counted = 0;
  for (let after = '00000000-0000-0000-0000-000000000000'; ; ) {
    const seats = await deps.db.$queryRawUnsafe<Uncounted[]>(uncountedSql, TITLE, after, AT_ONCE);
    for (const seat of seats) {
      try {
        if (await deps.db.$transaction((db) => count({ ...deps, db }, seat, locale))) counted += 1;
      } catch (error) {
        deps.log.error({ err: error, seat: seat.id }, 'a training was not written into a file; it is tried again');
      }
    }
    const last = seats.at(-1);
    if (!last || seats.length < AT_ONCE) return counted;
    after = last.id;
  }
}

async function count(deps: Deps, { id, householdId }: Uncounted, locale: Locale): Promise<boolean> {
  const { db } = deps;
  await lockHousehold(deps, householdId);
  const seat = await db.trainingSeat.findFirst({
    where: { id, checkedInAt: { not: null }, countedAt: null },
    include: { training: true },
  });
  if (!seat || (await familyOf(deps, seat)) !== householdId) return false;
  if ((await isTheirOwnWord(deps, seat, householdId)) || !(await inUse(deps, [householdId])).has(householdId)) return false;
  const file = await householdFile(deps, householdId);
  if (!isOpen(file) || file.season.year !== Number(localDate(seat.training.startsAt).slice(0, 4))) return false;
  const indicator = askedIn(file).find(({ trainings, evidence }) => trainings && evidence?.accepts.includes('story'));
  if (!indicator) return false;
  const text = locale.speak(storyOf(seat.training), sourceLanguage);
  await writeDown(deps, { assessmentId: file.assessment.id, indicator: indicator.id, trainingId: seat.trainingId, text });
  await db.trainingSeat.update({ where: { id }, data: { countedAt: deps.clock.now() } });
  return true;
}

/** Nobody ticks their own family, and nobody's points hang on an officer's having ticked themselves. */
export async function isTheirOwnWord(deps: Deps, { officerId, tickedBy }: Ticked, householdId: string): Promise<boolean> {
  if (officerId === null || tickedBy === null) return false;
  return officerId === tickedBy || (await isOwnHousehold(deps, tickedBy, householdId));
}

export interface Ticked {
  officerId: string | null;
  tickedBy: string | null;
}

function storyOf({ title, startsAt, place }: { title: string; startsAt: Date; place: string }) {
  return { key: 'training.evidence', params: { title, at: { date: localDate(startsAt) }, place } };
}

interface Story {
  assessmentId: string;
  indicator: string;
  trainingId: string;
  text: string;
}

/**
 * Once a file and training: two households that became one may both have been there. What a family took out stays out; what went with
 * a tick that was taken back comes again with the next one.
 */
async function writeDown(deps: Deps, { assessmentId, indicator, trainingId, text }: Story): Promise<void> {
  const { db, clock, ids } = deps;
  const before = await db.evidence.findMany({ where: { assessmentId, trainingId }, select: { removedAt: true, removedBy: true } });
  const byOfficers = before.flatMap(({ removedAt, removedBy }) => (removedAt && removedBy ? [removedBy] : []));
  if ((await db.officer.count({ where: { id: { in: byOfficers } } })) < new Set(byOfficers).size) return;
  if (before.some(({ removedBy }) => removedBy === null)) return;
  const sha256 = createHash('sha256').update(text).digest('hex');
  const at = clock.now();
  const id = ids.next();
  await db.evidence.create({ data: { id, assessmentId, indicator, kind: 'story', text, sha256, trainingId, at } });
  await db.assessment.update({ where: { id: assessmentId }, data: { updatedAt: at } });
  await audit(deps, {
    ...{ actor: 'system', action: 'evidence.attended', subject: `assessment:${assessmentId}` },
    detail: { evidence: id, indicator, training: trainingId },
  });
}

/** $1 title, $2 last seat of the page before, $3 how many. Of the year in which it was. */
const uncountedSql = `
SELECT s.id, s."householdId" FROM (
  SELECT id, "householdId", "trainingId" FROM "TrainingSeat"
  WHERE "checkedInAt" IS NOT NULL AND "countedAt" IS NULL AND "householdId" IS NOT NULL
  UNION ALL SELECT s.id, home.id, t.id FROM "TrainingSeat" s JOIN "Training" t ON t.id = s."trainingId" CROSS JOIN LATERAL (${homeOfOfficerSql}) home
  WHERE s."checkedInAt" IS NOT NULL AND s."countedAt" IS NULL AND s."officerId" IS NOT NULL) s
JOIN "Training" t ON t.id = s."trainingId"
WHERE s.id > $2::uuid
  AND EXISTS (
    SELECT 1 FROM "Assessment" a JOIN "Season" season ON season.id = a."seasonId"
    WHERE a."householdId" = s."householdId" AND a.title = $1 AND a.state = 'draft'
      AND season.year = extract(year FROM t."startsAt" AT TIME ZONE 'Asia/Ho_Chi_Minh'))
ORDER BY s.id LIMIT $3::int`;
