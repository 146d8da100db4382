/**
 * Tells those who had sent something, and of whom nobody had said anything when a decision was made, that they are not in it: kindly, with
 * why and one next step. Once a season, each in the transaction that notes it.
 */
import { TITLE } from '../assessment/rubric-in-force.ts';
import type { PrismaClient } from '../db/client.ts';
import type { Deps } from '../deps.ts';
import { lockToTell } from '../household/lock-to-tell.ts';
import type { TellHousehold } from '../household/tell-household.ts';
import { agreesSql, controllersSql } from '../review/in-use.ts';
import { readFile } from '../review/read-files.ts';
import { noteNotice } from '../telling/note-notice.ts';
import { leftOutNotice, signedAmong } from './left-out.ts';

/** Of one run; what is left comes with the next. */
const AT_ONCE = 48;
/** A notice is numbered in a conversation that may be in the middle of a turn. */
const TELL_MS = 20_000;
/** A decision of longer ago is no news: whoever sends after it hears of the next one. */
const NEWS_MS = 3 * 24 * 60 * 60_000;

interface LeftOut {
  id: string;
  householdId: string;
  unit: string;
}

/** Returns how many. One that fails is left for the next time, and does not keep the others. */
export async function tellLeftOut(deps: Deps & { db: PrismaClient }, { tell }: { tell: TellHousehold }): Promise<number> {
  const found = await deps.db.$queryRawUnsafe<LeftOut[]>(leftOutSql, TITLE, new Date(deps.clock.now().getTime() - NEWS_MS), AT_ONCE);
  let told = 0;
  for (const one of found) {
    try {
      if (await tellOne(deps, one, tell)) told += 1;
    } catch (error) {
      deps.log.error({ err: error, assessment: one.id }, 'a household could not be told that a decision left it out');
    }
  }
  return told;
}

/** False: somebody has said something of it by now, or another process was faster. */
function tellOne(deps: Deps & { db: PrismaClient }, { id, householdId, unit }: LeftOut, tell: TellHousehold): Promise<boolean> {
  return deps.db.$transaction(
    async (db) => {
      const within = { ...deps, db };
      await lockToTell(within, householdId);
      const file = await readFile(within, {
        id,
        stage: { in: ['waiting', 'returned', 'confirmed'] },
        notices: { none: { about: 'leftOut' } },
      });
      if (!file) return false;
      const messageIds: string[] = [];
      const to = { householdId, except: null, written: (messageId: string) => void messageIds.push(messageId) };
      const signed = (await signedAmong(within, [id])).has(id);
      await tell(within, to, leftOutNotice(file, { year: file.season.year, unit, signed }));
      await noteNotice(within, { about: 'leftOut', how: 'chat', assessmentId: id, officerId: null, messageIds });
      return true;
    },
    { timeout: TELL_MS, maxWait: TELL_MS },
  );
}

/** $1 title, $2 since when a decision is news, $3 how many. What came after the decision waits for the next one. */
const leftOutSql = `
WITH ${controllersSql}
SELECT DISTINCT ON (a.id) a.id, a."householdId", unit.name AS unit
FROM "Decision" d JOIN "Unit" unit ON unit.code = d."unitCode" JOIN "Area" place ON place."unitCode" = d."unitCode"
JOIN "Assessment" a ON a."areaId" = place.id AND a."seasonId" = d."seasonId" AND a.title = d.title
JOIN "Household" h ON h.id = a."householdId" AND h."mergedIntoId" IS NULL
JOIN controller ON controller."areaId" = h."areaId"
WHERE d.state = 'issued' AND d.kind = 'recognition' AND d.title = $1 AND d."issuedAt" > $2::timestamptz
  AND a.stage IN ('waiting', 'returned', 'confirmed')
  AND EXISTS (SELECT 1 FROM "Submission" s WHERE s."assessmentId" = a.id AND s.at <= d."issuedAt")
  AND NOT EXISTS (SELECT 1 FROM "FileNotice" n WHERE n."assessmentId" = a.id AND n.about = 'leftOut')
  AND ${agreesSql('h.id', 'controller."organisationId"')}
ORDER BY a.id LIMIT $3::int`;
