/** What was answered for a season goes when a year has passed since it could last be answered; the household stays. */
import { audit } from '../db/audit.ts';
import type { PrismaClient } from '../db/client.ts';
import type { Deps } from '../deps.ts';
import { lockHousehold } from '../household/household-of.ts';
import { addDays, lastDayOfYearFrom, localDate } from '../season/calendar.ts';
import { seasonDates } from '../season/definition.ts';
import { erasing } from './erasing.ts';
import { letGoOfFiles } from './let-go-of-files.ts';

const AT_ONCE = 100;

/**
 * Deletes assessments with their answers, stories, submissions and files 12 months after the last day of their season's
 * self-assessment: as the consent text promises. Run by a job; each goes in a transaction of its own. Returns how many
 * went.
 */
export async function forgetOldAssessments(deps: Deps & { db: PrismaClient }): Promise<number> {
  const seasonId = { in: await seasonsOfLongAgo(deps) };
  let count = 0;
  for (;;) {
    const old = await deps.db.assessment.findMany({
      where: { seasonId },
      select: { id: true, householdId: true },
      orderBy: { id: 'asc' },
      take: AT_ONCE,
    });
    for (const assessment of old) count += await deps.db.$transaction((db) => forget({ ...deps, db }, assessment));
    if (old.length < AT_ONCE) return count;
  }
}

async function seasonsOfLongAgo({ db, clock }: Deps): Promise<string[]> {
  const today = localDate(clock.now());
  const seasons = await db.season.findMany({ select: { id: true, dates: true } });
  return seasons.filter(({ dates }) => today > keptUntil(dates)).map(({ id }) => id);
}

/** The last local date on which answers of a season are kept. */
function keptUntil(dates: unknown): string {
  return lastDayOfYearFrom(addDays(seasonDates.parse(dates).selfAssessment.closes, 1));
}

/** Returns 0 when it went meanwhile. */
async function forget(deps: Deps, { id, householdId }: { id: string; householdId: string }): Promise<number> {
  await lockHousehold(deps, householdId);
  await letGoOfFiles(deps, { id });
  const { count } = await erasing(deps, () => deps.db.assessment.deleteMany({ where: { id } }));
  if (count > 0) await audit(deps, { actor: 'system', action: 'assessment.forget', subject: `assessment:${id}` });
  return count;
}
