/** Reminds households of what is due, by the rules of their season. */
import { nightOf } from '../announcement/sending-settings.ts';
import type { PrismaClient } from '../db/client.ts';
import type { Deps } from '../deps.ts';
import type { Locale } from '../locale/locale.ts';
import { quietFor } from '../season/quiet-hours.ts';
import { dueRuns, type Run } from './due-runs.ts';
import { writeReminders } from './write-reminders.ts';

/** A page may wait for one of announcements, and for whoever is in the middle of a turn. */
const PAGE_MS = 60_000;
/** No more are written while so many wait on a channel … */
const MOST_AHEAD = 2_000;
/** … but where nothing has gone out for so long, nobody of the other channels waits for it. */
const STUCK_MS = 10 * 60_000;
/** One look ends after so long, so that a stop of the service does not wait; the next look goes on. */
const WORK_MS = 20_000;

export interface Reminding extends Deps {
  db: PrismaClient;
  locale: Locale;
  /** Milliseconds after which a look ends. */
  work?: number;
  /** Households that one transaction goes through. */
  page?: number;
  /** Reminders that may wait on a channel before more are written. */
  ahead?: number;
}

/**
 * Every household once for each rule and day, whoever is restarted and however many look at once; after a time in which nobody was there,
 * only what is still of use, the newest first, and no more than one a day. Run by a job; returns how many were reminded.
 */
export async function remind({ work = WORK_MS, ahead = MOST_AHEAD, ...parts }: Reminding): Promise<number> {
  const began = performance.now();
  let written = 0;
  for (const run of await dueRuns(parts)) {
    if (await isNight(parts, run)) continue;
    try {
      for (let more = true; more; ) {
        if (performance.now() - began >= work || (await isFull(parts, ahead))) return written;
        const page = await onePage(parts, run);
        written += page.written;
        more = page.more;
      }
    } catch (error) {
      parts.log.error({ err: error, rule: run.rule.id, ward: run.unitCode }, 'households could not be reminded for the moment');
    }
  }
  return written;
}

/** What waits is not written at once for a whole city: until it goes out much of it is done, and the next look goes on. */
async function isFull({ db, clock }: Deps, ahead: number): Promise<boolean> {
  const now = clock.now();
  const [full] = await db.$queryRawUnsafe<unknown[]>(fullSql, ahead, now, new Date(now.getTime() - STUCK_MS));
  return full !== undefined;
}

/** On our own page nothing goes out. $1 how many, $2 now, $3 what is older is stuck. */
const fullSql = `
SELECT 1 FROM "ChannelAccount" ca CROSS JOIN LATERAL (
  SELECT count(*) AS ahead, min(queued."createdAt") AS oldest FROM (
    SELECT m."createdAt" FROM "Message" m WHERE m."channelAccountId" = ca.id AND m.state = 'queued' AND m.class = 'reminder'
      AND (m.until IS NULL OR m.until <= $2::timestamptz) LIMIT $1::int) queued) waits
WHERE ca.channel <> 'web' AND waits.ahead >= $1::int AND waits.oldest > $3::timestamptz LIMIT 1`;

function onePage({ page, ...parts }: Reminding, run: Run) {
  return parts.db.$transaction((db) => writeReminders({ ...parts, db }, run, page), { timeout: PAGE_MS, maxWait: PAGE_MS });
}

async function isNight(parts: Reminding, { unitCode }: Run): Promise<boolean> {
  return quietFor(await nightOf(parts, unitCode), parts.clock.now()) !== null;
}
