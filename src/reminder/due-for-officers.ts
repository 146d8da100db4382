/** Which rules about officers are due now, and for whom: a rule of many wards on one day is one thing to say. */
import type { Deps } from '../deps.ts';
import { DIGEST } from '../officer/digest-for.ts';
import type { Scope } from '../officer/scope.ts';
import { type Occasion, storedDate, targetOf } from '../officer/tell-once.ts';
import { halfDayOf, localDate } from '../season/calendar.ts';
import { type Due, dateOf } from '../season/due.ts';
import { dueInWards, isNewest, type WardDue } from './due-runs.ts';
import type { OfficerRuleInForce } from './rules-in-force.ts';

/** No grace is longer. */
const LOOKBACK_MS = 72 * 60 * 60 * 1000;

export interface OfficersDue extends Due<OfficerRuleInForce> {
  /** In which it is due on that day, by which season of each. */
  wards: Pick<WardDue, 'unitCode' | 'seasonId' | 'dates'>[];
}

/** Of each rule the newest, as long as it is of use, and what falls due later this morning (or this afternoon); in the order in which it does. */
export async function dueForOfficers(deps: Deps): Promise<OfficersDue[]> {
  const now = deps.clock.now();
  const all = await allDue(deps, halfDayOf(now).to, (due, { rule, date, until }) => until > now && isNewest(due, { rule, date }));
  return all.sort((a, b) => a.at.getTime() - b.at.getTime());
}

/** After a restore: the service that the backup was made of went on, and may have told them all that is due by now. */
export async function leaveOfficersDue(deps: Deps): Promise<void> {
  const { db, clock } = deps;
  const at = clock.now();
  const officers = new Map<string, OfficersDue[]>();
  for (const due of await allDue(deps, halfDayOf(at).to, () => true)) {
    const unitCodes = due.wards.map(({ unitCode }) => unitCode);
    for (const id of await holdersOf(deps, due.rule, unitCodes)) officers.set(id, [...(officers.get(id) ?? []), due]);
  }
  const data = [...officers].flatMap(([officerId, dues]) =>
    maybeTold(dues, at).map(({ rule, date }) => ({ rule, target: targetOf(officerId), date: storedDate(date), at })),
  );
  await db.occurrence.createMany({ data, skipDuplicates: true });
}

/** Of an officer: whoever was told something this morning was told with it what falls due later, and what waits (morning-notice.ts). */
function maybeTold(dues: readonly OfficersDue[], now: Date): Occasion[] {
  const { from } = halfDayOf(now);
  const spoken = dues.some(({ at }) => from <= at && at <= now);
  const left = dues.filter(({ at }) => spoken || at <= now).map(({ rule, date }) => ({ rule: rule.id, date }));
  return spoken ? [...left, { rule: DIGEST, date: localDate(now) }] : left;
}

type Wanted = (due: WardDue['due'], one: WardDue['due'][number]) => boolean;

async function allDue(deps: Deps, to: Date, wanted: Wanted): Promise<OfficersDue[]> {
  const from = new Date(deps.clock.now().getTime() - LOOKBACK_MS);
  return togetherForOfficers(await dueInWards(deps, { from, to }), wanted);
}

/** What is about officers, of whatever is due. */
export function togetherForOfficers(all: readonly WardDue[], wanted: Wanted = () => true): OfficersDue[] {
  const found = new Map<string, OfficersDue>();
  for (const { unitCode, seasonId, dates, due } of all) {
    for (const one of due) {
      const { rule, ...when } = one;
      if (rule.who === 'household' || !wanted(due, one)) continue;
      const key = `${rule.sha} ${when.date}`;
      const group = found.get(key) ?? { rule, ...when, wards: [] };
      group.wards.push({ unitCode, seasonId, dates });
      found.set(key, group);
    }
  }
  return [...found.values()];
}

/** The local date that it is about; of wards that moved theirs the first. */
export function aboutDate({ rule, wards, date }: OfficersDue): string {
  return wards.map(({ dates }) => dateOf(rule, dates)).sort()[0] ?? date;
}

/** Whom a rule is for, in these wards; of the city whoever is of it. @param scope only those of its places; absent: all */
export async function holdersOf(
  { db, clock }: Deps,
  { who }: OfficerRuleInForce,
  unitCodes: readonly string[],
  scope?: Pick<Scope, 'wards' | 'areas'>,
): Promise<string[]> {
  const now = clock.now();
  const where = who === 'city' ? { role: who } : { role: who === 'ward' ? who : ('hamlet' as const), unitCode: { in: [...unitCodes] } };
  const within = scope && { OR: [{ unitCode: { in: [...scope.wards] } }, { areaId: { in: [...scope.areas] } }] };
  const grants = await db.grant.findMany({
    where: { ...where, from: { lte: now }, AND: [{ OR: [{ to: null }, { to: { gt: now } }] }, within ?? {}] },
    distinct: ['officerId'],
    select: { officerId: true },
    orderBy: { officerId: 'asc' },
  });
  return grants.map(({ officerId }) => officerId);
}
