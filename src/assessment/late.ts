/** Sending after the window has closed: only whom their khu phố lets, until a day that it says, and never after the ward's list is made. */
import type { Prisma } from '../db/client.ts';
import type { Deps } from '../deps.ts';
import { localDate, phase } from '../season/calendar.ts';
import { type CurrentSeason, currentOf, currentSeason, type StoredSeason, seasonsOf } from './season-of.ts';

/** A permission as the database has it. */
export interface LateRow {
  seasonId: string;
  /** The last local date. */
  until: string;
}

/** The newest of the household `h` (`LateRow`). */
export const lateSql = `(SELECT json_build_object('seasonId', "seasonId", 'until', until::text) FROM "LatePermit"
  WHERE "householdId" = h.id ORDER BY at DESC, id DESC LIMIT 1)`;

/** The season in which a ward is, closed already, while its list is not made yet; null: it is not so. */
export function justClosed(stored: readonly StoredSeason[], unitCode: string, now: Date): CurrentSeason | null {
  const season = currentOf(stored, unitCode, now);
  return season.phase === 'after' && localDate(now) <= season.dates.wardList ? season : null;
}

/** As the window is for a household that may send late; null: it may not, or not any more. */
export function lateSeason(
  late: LateRow | null,
  stored: readonly StoredSeason[],
  { unitCode, now }: { unitCode: string; now: Date },
): CurrentSeason | null {
  if (!late || late.until < localDate(now)) return null;
  const row = stored.find(({ id }) => id === late.seasonId);
  const season = row && currentSeason(row, unitCode, now);
  if (!season || season.dates.selfAssessment.closes >= late.until) return null;
  return withLate(season, late, now);
}

/** The season as it closes for the household that was let send in it: also once that is over, so that it hears its own last day. */
export function withLate(season: CurrentSeason, late: LateRow | null, now: Date): CurrentSeason {
  if (late?.seasonId !== season.id || season.dates.selfAssessment.closes >= late.until) return season;
  const dates = { ...season.dates, selfAssessment: { ...season.dates.selfAssessment, closes: late.until } };
  return { ...season, dates, phase: phase(dates, now) };
}

export interface LateView {
  season: CurrentSeason;
  /** The last local date until which it can be given. */
  latest: string;
  /** One that holds now. */
  permit: { until: string; by: string } | null;
}

/** What can be given to a household of a ward that has not sent; null: nothing. */
export async function lateOf(deps: Deps, { householdId, unitCode }: { householdId: string; unitCode: string }): Promise<LateView | null> {
  const now = deps.clock.now();
  const season = justClosed(await seasonsOf(deps, [unitCode]), unitCode, now);
  if (!season || (await hasSent(deps, { householdId, seasonId: season.id }))) return null;
  const newest = await deps.db.latePermit.findFirst({
    where: { householdId, seasonId: season.id },
    orderBy: [{ at: 'desc' }, { id: 'desc' }],
  });
  const until = newest?.until.toISOString().slice(0, 10) ?? '';
  const holds = newest !== null && until >= localDate(now);
  const officer = holds ? await deps.db.officer.findUnique({ where: { id: newest.officerId }, select: { name: true } }) : null;
  return { season, latest: season.dates.wardList, permit: holds ? { until, by: officer?.name ?? '' } : null };
}

const done = {
  OR: [{ state: 'submitted' }, { stage: { notIn: ['waiting', 'confirmed'] } }],
} satisfies Prisma.AssessmentWhereInput;

/** Also where it was judged without: nothing is sent after that. */
export async function hasSent({ db }: Deps, where: { householdId: string; seasonId: string }): Promise<boolean> {
  return (await db.assessment.count({ where: { ...where, ...done } })) > 0;
}

/** Those of which the same is so, of many: one query. */
export async function sentAmong<One extends { householdId: string | undefined; seasonId: string | undefined }>(
  { db }: Deps,
  all: readonly One[],
): Promise<Set<One>> {
  const of = (name: 'householdId' | 'seasonId') => ({ in: [...new Set(all.flatMap((one) => one[name] ?? []))] });
  const where = { householdId: of('householdId'), seasonId: of('seasonId'), ...done };
  const found = await db.assessment.findMany({ where, select: { householdId: true, seasonId: true } });
  const sent = new Set(found.map(({ householdId, seasonId }) => `${householdId} ${seasonId}`));
  return new Set(all.filter(({ householdId, seasonId }) => sent.has(`${householdId} ${seasonId}`)));
}
