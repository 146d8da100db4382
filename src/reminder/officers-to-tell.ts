/** Which officers the rules of the season have still to tell something this morning, and of what. */
import type { Deps } from '../deps.ts';
import { notYetTold, targetOf } from '../officer/tell-once.ts';
import { dueForOfficers, holdersOf, type OfficersDue } from './due-for-officers.ts';
import { rulesInForce } from './rules-in-force.ts';

export interface OfficersToTell {
  /** What falls due for each, and was not said: now, or later this morning (or this afternoon); in the order in which it does. */
  officers: Map<string, OfficersDue[]>;
  /** Ids of all rules about officers, of whatever season. */
  rules: string[];
}

export async function officersToTell(deps: Deps): Promise<OfficersToTell> {
  const officers = new Map<string, OfficersDue[]>();
  for (const due of await dueForOfficers(deps)) {
    for (const officerId of await stillToTell(deps, due)) officers.set(officerId, [...(officers.get(officerId) ?? []), due]);
  }
  return { officers, rules: await officerRules(deps) };
}

async function stillToTell(deps: Deps, due: OfficersDue): Promise<string[]> {
  const { rule, date, wards } = due;
  const unitCodes = wards.map(({ unitCode }) => unitCode);
  const officers = await notYetTold(deps, await holdersOf(deps, rule, unitCodes), { rule: rule.id, date });
  const launch = wards.map(({ dates }) => dates.launch).sort()[0] ?? date;
  const done = await deps.db.occurrence.groupBy({
    by: ['target'],
    where: { rule: rule.id, target: { in: officers.map(targetOf) }, date: { gte: new Date(launch), not: new Date(date) } },
    _count: true,
  });
  const times = new Map(done.map(({ target, _count }) => [target, _count]));
  return officers.filter((officerId) => (times.get(targetOf(officerId)) ?? 0) < rule.atMost);
}

async function officerRules({ db }: Deps): Promise<string[]> {
  const seasons = await db.season.findMany({ select: { rules: true } });
  const all = seasons.flatMap(({ rules }) => rulesInForce(rules)).filter(({ who }) => who !== 'household');
  return [...new Set(all.map(({ id }) => id))];
}
