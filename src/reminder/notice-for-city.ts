/** What a rule says to the officers of the city: which wards lag, or how far all are. */
import { type ListedBurst, listBursts } from '../assist/list-bursts.ts';
import type { Deps } from '../deps.ts';
import type { Notice } from '../household/tell-household.ts';
import type { Scope } from '../officer/scope.ts';
import { countBySource, type SourceCount } from '../report/count-by-source.ts';
import type { CountedWards } from '../report/count-wards.ts';
import { countsOfCity } from '../report/counts-of-city.ts';
import { EVERYWHERE } from '../report/place-sql.ts';
import { addDays, localDate, startOfLocalDay } from '../season/calendar.ts';
import { aboutDate, type OfficersDue } from './due-for-officers.ts';
import { hasBegun, type LaggingWard, laggingAmong, laggingOf, NAMED } from './lagging-of.ts';
import { countedAt, type NoticeAsked, WEEK_DAYS, weekNotice, withPicture } from './week-notice.ts';

export interface CityNow {
  counted: CountedWards;
  /** By ward, of those that lag most. */
  sources: ReadonlyMap<string, readonly SourceCount[]>;
  /** Of the last week; not looked for where no ward lags. */
  bursts: readonly ListedBurst[];
}

/** The same for all of them. Not within a transaction: see counts-of-city.ts. */
export async function cityNow(deps: Deps, dues: readonly OfficersDue[]): Promise<CityNow> {
  const { counted } = await countsOfCity(deps);
  const worst = new Set(dues.flatMap((due) => laggingIn(due, counted).filter(hasBegun).slice(0, NAMED)).map(({ code }) => code));
  const sources = new Map<string, readonly SourceCount[]>();
  for (const unitCode of worst) {
    const found = await countBySource(deps, { scope: EVERYWHERE, unitCode });
    if (found.outcome === 'counted') sources.set(unitCode, found.sources);
  }
  const since = startOfLocalDay(addDays(localDate(deps.clock.now()), -WEEK_DAYS));
  return { counted, sources, bursts: worst.size > 0 ? await listBursts(deps, EVERYWHERE, since) : [] };
}

export interface CityAsked extends NoticeAsked {
  now: CityNow;
}

/** What comes every week is not on top of what is said before a date. Null: nothing is to be said, or they are not of the city any more. */
export async function cityNotice(deps: Deps, { city }: Scope, { dues, now, pictures }: CityAsked): Promise<Notice | null> {
  const { counted, sources, bursts } = now;
  if (!city || counted.outcome !== 'counted') return null;
  const about = await countedAt(deps, EVERYWHERE, counted);
  const lagging = dues.find((due) => laggingIn(due, counted).some(hasBegun));
  const week = dues.find(({ rule }) => rule.state === 'week');
  if (!lagging) return week ? weekNotice(deps, week, about, pictures) : null;
  const said = {
    ...{ sentence: lagging.rule.sentence, under: underOf(lagging), date: aboutDate(lagging), today: localDate(deps.clock.now()) },
    ...{ wards: laggingIn(lagging, counted), sources, bursts },
  };
  const notice = laggingOf(said);
  return notice && withPicture(deps, notice, about, pictures);
}

/** Worst first; only wards in which the rule is due. */
export function laggingIn(due: OfficersDue, counted: CountedWards): LaggingWard[] {
  const codes = new Set(due.wards.map(({ unitCode }) => unitCode));
  const wards = counted.outcome === 'counted' ? counted.wards.filter(({ code }) => codes.has(code)) : [];
  return laggingAmong(wards, underOf(due));
}

/** None lags where the rule is not about that. */
function underOf({ rule }: OfficersDue): number {
  return (rule.who === 'city' && rule.under) || 0;
}
