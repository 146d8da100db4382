/** What was answered for a season goes when a year has passed since it could last be answered; the household stays. */
import { audit } from '../db/audit.ts';
import type { Prisma, PrismaClient } from '../db/client.ts';
import type { Deps } from '../deps.ts';
import { lockHousehold } from '../household/household-of.ts';
import { addDays, lastDayOfYearFrom, localDate } from '../season/calendar.ts';
import { type SeasonDates, seasonDates } from '../season/definition.ts';
import { type MovedDates, withMoved } from '../season/limits.ts';
import { erasing } from './erasing.ts';
import { letGoOfFiles } from './let-go-of-files.ts';

const AT_ONCE = 100;

/**
 * Deletes assessments with their answers, stories, submissions and files 12 months after the last day of their season's
 * self-assessment: as the consent text promises. Run by a job; each goes in a transaction of its own. Returns how many
 * went.
 */
export async function forgetOldAssessments(deps: Deps & { db: PrismaClient }): Promise<number> {
  const where = await ofLongAgo(deps);
  let count = 0;
  for (;;) {
    const old = await deps.db.assessment.findMany({
      where,
      select: { id: true, householdId: true },
      orderBy: { id: 'asc' },
      take: AT_ONCE,
    });
    for (const assessment of old) count += await deps.db.$transaction((db) => forget({ ...deps, db }, assessment));
    if (old.length < AT_ONCE) return count;
  }
}

/** By the dates of each ward. */
async function ofLongAgo({ db, clock }: Deps): Promise<Prisma.AssessmentWhereInput> {
  const today = localDate(clock.now());
  const oldest: Prisma.SeasonMoveOrderByWithRelationInput[] = [{ at: 'asc' }, { id: 'asc' }];
  const seasons = await db.season.findMany({
    select: { id: true, dates: true, moves: { orderBy: oldest, select: { unitCode: true, dates: true } } },
  });
  const OR = seasons.flatMap(({ id: seasonId, dates, moves }): Prisma.AssessmentWhereInput[] => {
    const own = seasonDates.parse(dates);
    const moved = new Map(moves.map((move) => [move.unitCode, withMoved(own, move.dates as MovedDates)]));
    const over = [...moved].filter(([, its]) => today > keptUntil(its)).map(([unitCode]) => unitCode);
    const others = { seasonId, area: { unitCode: { notIn: [...moved.keys()] } } };
    return [{ seasonId, area: { unitCode: { in: over } } }, ...(today > keptUntil(own) ? [others] : [])];
  });
  return { OR };
}

/** The last local date on which answers of a season are kept. */
function keptUntil({ selfAssessment }: SeasonDates): string {
  return lastDayOfYearFrom(addDays(selfAssessment.closes, 1));
}

/** Returns 0 when it went meanwhile. */
async function forget(deps: Deps, { id, householdId }: { id: string; householdId: string }): Promise<number> {
  await lockHousehold(deps, householdId);
  await letGoOfFiles(deps, { id });
  const { count } = await erasing(deps, () => deps.db.assessment.deleteMany({ where: { id } }));
  if (count > 0) await audit(deps, { actor: 'system', action: 'assessment.forget', subject: `assessment:${id}` });
  return count;
}
