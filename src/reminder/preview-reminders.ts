/** What would be sent, to how many, by rule and day: as things stand now. Looking changes nothing. */
import type { Deps } from '../deps.ts';
import { countedOnce, type Kept } from '../kept-counts.ts';
import type { Scope } from '../officer/scope.ts';
import { endOfLocalDay, phaseOf, startOfLocalDay } from '../season/calendar.ts';
import type { Due } from '../season/due.ts';
import type { HouseholdRule } from '../season/rules.ts';
import { candidatesSql } from './candidates-sql.ts';
import { dueInWards, type WardDue } from './due-runs.ts';
import type { HouseholdRuleInForce } from './rules-in-force.ts';

export interface PreviewAsked {
  /** Local dates, both of which belong to it. */
  from: string;
  to: string;
  /** Absent: every ward. */
  unitCode?: string;
  /** Only households of these places; absent: all. */
  scope?: Pick<Scope, 'wards' | 'areas'>;
  /** Counts of some minutes ago will do. */
  kept?: KeptCounts;
}

/** A large ward takes seconds to count. */
export type KeptCounts = Kept<Standing[]>;

export interface Previewed {
  date: string;
  rule: HouseholdRule;
  /** Households that would be reminded. */
  households: number;
  /** Those that somebody would have to tell, because writing to them is not free or not possible now. */
  inPerson: number;
  /** Wards in which it is due. */
  wards: number;
}

/**
 * In the order in which it would be sent. Households that send meanwhile will not be reminded, and what a week has room for is not counted:
 * nobody knows yet.
 */
export async function previewReminders(deps: Deps, { from, to, scope, kept = new Map(), ...where }: PreviewAsked): Promise<Previewed[]> {
  const span = { from: new Date(startOfLocalDay(from).getTime() - 1), to: endOfLocalDay(to) };
  const wards = await dueInWards(deps, { ...where, ...span, ...(scope && { scope }) });
  const days = new Map<string, Previewed & { at: Date }>();
  for (const ward of wards) {
    const seen = new Map<string, Standing[]>();
    for (const { rule, ...when } of ward.due) {
      if (rule.who !== 'household') continue;
      const due = { ...when, rule };
      const standing = seen.get(due.rule.id) ?? (await keptOr(deps, kept, { ward, rule: due.rule, scope }));
      seen.set(due.rule.id, standing);
      add(days, due, countsOf(standing, ward, due));
    }
  }
  return [...days.values()].sort((a, b) => a.at.getTime() - b.at.getTime()).map(({ at, ...day }) => day);
}

function add(
  days: Map<string, Previewed & { at: Date }>,
  { rule, date, at }: Due<HouseholdRule>,
  more: { households: number; inPerson: number },
): void {
  const key = `${rule.id} ${date}`;
  const day = days.get(key) ?? { date, rule, at, households: 0, inPerson: 0, wards: 0 };
  days.set(key, {
    ...day,
    ...{ households: day.households + more.households, inPerson: day.inPerson + more.inPerson, wards: day.wards + 1 },
  });
}

/** Households that stand alike to a rule: how often it has spoken to them, and whether they can be written to. */
interface Standing {
  before: number;
  reached: boolean;
  households: number;
}

interface Counted {
  ward: WardDue;
  rule: HouseholdRuleInForce;
  scope: PreviewAsked['scope'];
}

function keptOr(deps: Deps, kept: KeptCounts, { ward, rule, scope }: Counted): Promise<Standing[]> {
  const key = JSON.stringify([ward.unitCode, ward.seasonId, ward.beforeId, rule.sha, scope?.wards, scope?.areas]);
  return countedOnce(kept, { clock: deps.clock, key }, () => standingOf(deps, ward, rule, scope));
}

function standingOf(
  { db, clock }: Deps,
  { unitCode, seasonId, beforeId }: WardDue,
  rule: HouseholdRule,
  scope: PreviewAsked['scope'],
): Promise<Standing[]> {
  const places = scope ? [scope.wards, scope.areas] : [null, null];
  return db.$queryRawUnsafe<Standing[]>(countSql, unitCode, clock.now(), seasonId, rule.id, rule.state, beforeId, ...places);
}

/** $7 wards, $8 khu phố of the officer; null: all. */
const countSql = `
SELECT found.before, found."left" IS NULL AS reached, count(*)::int AS households FROM (
  ${candidatesSql(`(SELECT h.* FROM "Area" place JOIN "Household" h ON h."areaId" = place.id
    WHERE place."unitCode" = $1::text AND ($7::text[] IS NULL OR place."unitCode" = ANY($7::text[]) OR place.id = ANY($8::uuid[]))) h`)}) found
GROUP BY 1, 2`;

/** Of whom it has spoken to so often by then nobody hears it again; and what cannot be done on that day nobody is reminded of. */
function countsOf(
  standing: readonly Standing[],
  ward: WardDue,
  { rule, at, date }: Due<HouseholdRule>,
): { households: number; inPerson: number } {
  const isOpen = rule.state === 'returned' || phaseOf(ward.dates.selfAssessment, at) === 'open';
  const earlier = ward.due.filter((other) => other.rule.id === rule.id && other.date < date).length;
  const still = isOpen ? standing.filter(({ before }) => before + earlier < rule.atMost) : [];
  const count = (reached: boolean) => still.filter((one) => one.reached === reached).reduce((all, { households }) => all + households, 0);
  return { households: count(true), inPerson: count(false) };
}
