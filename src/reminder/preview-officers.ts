/** What rules would tell officers, by rule and day: as things stand now. Looking changes nothing. */
import type { Deps } from '../deps.ts';
import { countsOfCity } from '../report/counts-of-city.ts';
import { endOfLocalDay, startOfLocalDay } from '../season/calendar.ts';
import { holdersOf, type OfficersDue, togetherForOfficers } from './due-for-officers.ts';
import { dueInWards } from './due-runs.ts';
import { hasBegun } from './lagging-of.ts';
import { laggingIn } from './notice-for-city.ts';
import type { PreviewAsked } from './preview-reminders.ts';
import type { OfficerRuleInForce } from './rules-in-force.ts';

export interface PreviewedOfficers {
  date: string;
  rule: OfficerRuleInForce;
  /** At most: those of whom nothing waits on that day hear nothing. */
  officers: number;
  /** In which it is due; of wards that lag those that do now. */
  wards: number;
}

/** In the order in which it would be told. */
export async function previewOfficers(
  deps: Deps,
  { from, to, unitCode }: Pick<PreviewAsked, 'from' | 'to' | 'unitCode'>,
): Promise<PreviewedOfficers[]> {
  const span = { from: new Date(startOfLocalDay(from).getTime() - 1), to: endOfLocalDay(to) };
  const wards = await dueInWards(deps, { ...span, ...(unitCode === undefined ? {} : { unitCode }) });
  const all = togetherForOfficers(wards).sort((a, b) => a.at.getTime() - b.at.getTime());
  const days: PreviewedOfficers[] = [];
  for (const due of all) days.push(await previewOne(deps, due));
  return days;
}

async function previewOne(deps: Deps, due: OfficersDue): Promise<PreviewedOfficers> {
  const { rule, date } = due;
  const unitCodes = due.wards.map(({ unitCode }) => unitCode);
  const officers = (await holdersOf(deps, rule, unitCodes)).length;
  if (rule.state !== 'lagging') return { date, rule, officers, wards: unitCodes.length };
  const lagging = laggingIn(due, (await countsOfCity(deps)).counted).filter(hasBegun).length;
  return { date, rule, officers: lagging === 0 ? 0 : officers, wards: lagging };
}
