/** What rules would tell officers, by rule and day: as things stand now. Looking changes nothing. */
import type { Deps } from '../deps.ts';
import { endOfLocalDay, startOfLocalDay } from '../season/calendar.ts';
import { holdersOf, type OfficersDue, togetherForOfficers } from './due-for-officers.ts';
import { dueInWards } from './due-runs.ts';
import { hasBegun } from './lagging-of.ts';
import { countedBy, laggingIn } from './notice-for-city.ts';
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

/** In the order in which it would be told. @param scope only what is told to officers of these places, and so not to the city */
export async function previewOfficers(
  deps: Deps,
  { from, to, unitCode, scope }: Pick<PreviewAsked, 'from' | 'to' | 'unitCode' | 'scope'>,
): Promise<PreviewedOfficers[]> {
  const span = { from: new Date(startOfLocalDay(from).getTime() - 1), to: endOfLocalDay(to) };
  const wards = await dueInWards(deps, { ...span, ...(unitCode === undefined ? {} : { unitCode }), ...(scope && { scope }) });
  const all = togetherForOfficers(wards).sort((a, b) => a.at.getTime() - b.at.getTime());
  const days: PreviewedOfficers[] = [];
  for (const due of all) days.push(await previewOne(deps, due, scope));
  // Of the wards of a khu phố that is theirs, somebody else is told.
  return scope ? days.filter(({ rule, officers }) => rule.who !== 'city' && officers > 0) : days;
}

async function previewOne(deps: Deps, due: OfficersDue, scope: PreviewAsked['scope']): Promise<PreviewedOfficers> {
  const { rule, date } = due;
  const unitCodes = due.wards.map(({ unitCode }) => unitCode);
  const officers = scope && rule.who === 'city' ? 0 : (await holdersOf(deps, rule, unitCodes, scope)).length;
  if (scope || rule.state !== 'lagging') return { date, rule, officers, wards: unitCodes.length };
  const lagging = laggingIn(due, await countedBy(deps, due)).filter(hasBegun).length;
  return { date, rule, officers: lagging === 0 ? 0 : officers, wards: lagging };
}
