/** A ward moves dates of its season, within the limits of the city; moving them back undoes it. */
import { ONE_AT_A_TIME } from '../announcement/write-page.ts';
import { audit } from '../db/audit.ts';
import { lockWard } from '../decision/ground.ts';
import type { Deps } from '../deps.ts';
import type { Scope } from '../officer/scope.ts';
import { recallNudges } from '../reminder/recall-nudges.ts';
import { localDate } from '../season/calendar.ts';
import type { SeasonDates } from '../season/definition.ts';
import { dateAt } from '../season/due.ts';
import { differing, type Limits, type MovedDates, type NotMoved, refusals, withMoved } from '../season/limits.ts';
import { outOfOrder } from '../season/order.ts';
import type { Anchor } from '../season/rules.ts';
import { datesOfWard, type MovedDays } from './dates-of-ward.ts';

export interface MoveOptions {
  scope: Scope;
  unitCode: string;
  wanted: MovedDates;
  /** `DatesOfWard.seen` of what the officer looked at. */
  seen: string;
  reason: string;
}

export type DatesMoved =
  | { outcome: 'moved' }
  | { outcome: 'notFound' }
  /** Somebody else has moved them since they looked. */
  | { outcome: 'changed' }
  | { outcome: 'refused'; why: 'noReason' | 'nothing' }
  | { outcome: 'refused'; why: 'dates'; dates: NotMoved[] };

/** Reminders follow at once: what the dates before had planned is not sent any more (reminder/still-holds.ts). Needs a transaction. */
export async function moveDates(deps: Deps, { scope, unitCode, wanted, seen, reason }: MoveOptions): Promise<DatesMoved> {
  if (!scope.wards.includes(unitCode)) return { outcome: 'notFound' };
  await lockDates(deps, unitCode);
  const ward = await datesOfWard(deps, { scope, unitCode });
  if (!ward) return { outcome: 'notFound' };
  const { own, season, limits } = ward;
  const is = season.dates;
  const will = withMoved(is, wanted);
  const changed = differing(will, is);
  // Pressed twice.
  if (changed.length === 0) return ward.seen === seen ? { outcome: 'refused', why: 'nothing' } : { outcome: 'moved' };
  if (ward.seen !== seen) return { outcome: 'changed' };
  const dates = refusals({ is, wanted, limits, today: localDate(deps.clock.now()) });
  if (dates.length > 0) return { outcome: 'refused', why: 'dates', dates };
  if (reason === '') return { outcome: 'refused', why: 'noReason' };
  const moved = Object.fromEntries(differing(will, own).map((anchor) => [anchor, dateAt(will, anchor)]));
  await note(deps, { seasonId: season.id, unitCode, moved, changed, by: { officerId: scope.officerId, reason }, is, will });
  return { outcome: 'moved' };
}

/** Whoever writes reminders is through with their page. */
async function lockDates(deps: Deps, unitCode: string): Promise<void> {
  await deps.db.$executeRawUnsafe('SELECT pg_advisory_xact_lock($1::bigint)', ONE_AT_A_TIME);
  await lockWard(deps, unitCode);
}

interface Note {
  seasonId: string;
  unitCode: string;
  moved: MovedDates;
  changed: Anchor[];
  /** Null: the service. */
  by: { officerId: string; reason: string } | null;
  is: SeasonDates;
  will: SeasonDates;
}

async function note(deps: Deps, { seasonId, unitCode, moved, changed, by, is, will }: Note): Promise<void> {
  const [id, at] = [deps.ids.next(), deps.clock.now()];
  const who = { officerId: by?.officerId ?? null, reason: by?.reason ?? null };
  const days = changed.map((anchor) => ({ anchor, was: dateAt(is, anchor), is: dateAt(will, anchor) })) satisfies MovedDays;
  await deps.db.seasonMove.create({ data: { id, seasonId, unitCode, dates: moved, changed, ...who, at, days } });
  await recallNudges(deps, { seasonId, unitCode, changed });
  await audit(deps, {
    actor: by ? `officer:${by.officerId}` : 'system',
    action: 'season.move',
    subject: `season:${seasonId}`,
    detail: { unit: unitCode, ...Object.fromEntries(days.map(({ anchor, was, is }) => [anchor, `${was} ${is}`])) },
  });
}

/**
 * What wards have moved and the city's season, as it is from now on, does not allow any more, is as the city has it; what is over stays.
 * Returns the wards in which that is so. Needs a transaction.
 */
export async function endMoves(
  deps: Deps,
  { seasonId, dates, limits }: { seasonId: string; dates: SeasonDates; limits: Limits },
): Promise<string[]> {
  const rows = await deps.db.seasonMove.findMany({ where: { seasonId }, orderBy: [{ at: 'asc' }, { id: 'asc' }] });
  const today = localDate(deps.clock.now());
  const ended: string[] = [];
  for (const [unitCode, moved] of new Map(rows.map((row) => [row.unitCode, row.dates as MovedDates]))) {
    const kept = allowed(moved, { dates, limits, today });
    const changed = (Object.keys(moved) as Anchor[]).filter((anchor) => !(anchor in kept));
    if (changed.length === 0) continue;
    const [is, will] = [withMoved(dates, moved), withMoved(dates, kept)];
    await note(deps, { seasonId, unitCode, moved: kept, changed, by: null, is, will });
    ended.push(unitCode);
  }
  return ended;
}

function allowed(moved: MovedDates, { dates, limits, today }: { dates: SeasonDates; limits: Limits; today: string }): MovedDates {
  const all = Object.entries(moved) as [Anchor, string][];
  const over = all.filter(([, date]) => date < today);
  const within = all.filter(([anchor, date]) => {
    const span = limits[anchor];
    return date < today || (span !== undefined && span.earliest <= date && date <= span.latest);
  });
  const kept = Object.fromEntries(within);
  return outOfOrder(withMoved(dates, kept)).length === 0 ? kept : Object.fromEntries(over);
}
