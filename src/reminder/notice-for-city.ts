/** What a rule says to the officers of the city: which wards lag, or how far all are. */
import { type ListedBurst, listBursts } from '../assist/list-bursts.ts';
import type { Deps } from '../deps.ts';
import type { Notice } from '../household/tell-household.ts';
import type { Scope } from '../officer/scope.ts';
import { countBySource, type SourceCount } from '../report/count-by-source.ts';
import { type CountedWards, countWards } from '../report/count-wards.ts';
import { countsOfCity } from '../report/counts-of-city.ts';
import { EVERYWHERE } from '../report/place-sql.ts';
import { addDays, localDate, startOfLocalDay } from '../season/calendar.ts';
import { aboutDate, type OfficersDue } from './due-for-officers.ts';
import { hasBegun, type LaggingWard, laggingAmong, laggingOf, NAMED } from './lagging-of.ts';
import { countedAt, type NoticeAsked, WEEK_DAYS, weekNotice, withPicture } from './week-notice.ts';

/** What is said of one rule's day. */
interface CityCounted {
  /** By the seasons by which it is due. */
  counted: CountedWards;
  /** By ward, of those that lag most. */
  sources: ReadonlyMap<string, readonly SourceCount[]>;
}

export interface CityNow {
  of: ReadonlyMap<OfficersDue, CityCounted>;
  /** Of the last week; not looked for where no ward lags. */
  bursts: readonly ListedBurst[];
}

/** The same for all of them. Not within a transaction: see counts-of-city.ts. */
export async function cityNow(deps: Deps, dues: readonly OfficersDue[]): Promise<CityNow> {
  const of = new Map<OfficersDue, CityCounted>();
  for (const due of dues) {
    const counted = await countedBy(deps, due);
    of.set(due, { counted, sources: await sourcesOf(deps, due, counted) });
  }
  const lag = [...of.values()].some(({ sources }) => sources.size > 0);
  const since = startOfLocalDay(addDays(localDate(deps.clock.now()), -WEEK_DAYS));
  return { of, bursts: lag ? await listBursts(deps, EVERYWHERE, since) : [] };
}

/** A rule goes on when the next season holds already, and is looked at ahead of its own: it is about the forms of its own. */
export async function countedBy(deps: Deps, due: OfficersDue): Promise<CountedWards> {
  const { counted } = await countsOfCity(deps);
  if (counted.outcome !== 'counted') return counted;
  const held = new Map(counted.wards.map(({ code, season }) => [code, season.id]));
  const others = due.wards.some(({ unitCode, seasonId }) => held.has(unitCode) && held.get(unitCode) !== seasonId);
  return others ? countWards(deps, { scope: EVERYWHERE, named: seasonsOfDue(due) }) : counted;
}

function seasonsOfDue({ wards }: OfficersDue): ReadonlyMap<string, string> {
  return new Map(wards.map(({ unitCode, seasonId }) => [unitCode, seasonId]));
}

async function sourcesOf(deps: Deps, due: OfficersDue, counted: CountedWards): Promise<CityCounted['sources']> {
  const sources = new Map<string, readonly SourceCount[]>();
  for (const { code } of laggingIn(due, counted).filter(hasBegun).slice(0, NAMED)) {
    const found = await countBySource(deps, { scope: EVERYWHERE, unitCode: code, named: seasonsOfDue(due) });
    if (found.outcome === 'counted') sources.set(code, found.sources);
  }
  return sources;
}

export interface CityAsked extends NoticeAsked {
  now: CityNow;
}

/** What comes every week is not on top of what is said before a date. Null: nothing is to be said, or they are not of the city any more. */
export async function cityNotice(deps: Deps, { city }: Scope, { dues, now, pictures }: CityAsked): Promise<Notice | null> {
  if (!city) return null;
  const lagging = dues.find((due) => laggingIn(due, now.of.get(due)?.counted).some(hasBegun));
  const due = lagging ?? dues.find(({ rule }) => rule.state === 'week');
  const found = due && now.of.get(due);
  if (!due || found?.counted.outcome !== 'counted') return null;
  const about = await countedAt(deps, EVERYWHERE, found.counted);
  if (!lagging) return weekNotice(deps, due, about, pictures);
  const notice = laggingOf({
    ...{ sentence: lagging.rule.sentence, under: underOf(lagging), date: aboutDate(lagging), today: localDate(deps.clock.now()) },
    ...{ wards: laggingIn(lagging, found.counted), sources: found.sources, bursts: now.bursts },
  });
  return notice && withPicture(deps, notice, about, pictures);
}

/** Worst first; only wards in which the rule is due. */
export function laggingIn(due: OfficersDue, counted: CountedWards | undefined): LaggingWard[] {
  const codes = new Set(due.wards.map(({ unitCode }) => unitCode));
  const wards = counted?.outcome === 'counted' ? counted.wards.filter(({ code }) => codes.has(code)) : [];
  return laggingAmong(wards, underOf(due));
}

/** None lags where the rule is not about that. */
function underOf({ rule }: OfficersDue): number {
  return (rule.who === 'city' && rule.under) || 0;
}
