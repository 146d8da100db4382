/**
 * What the city is told of wards in which few have sent: whoever needs help most comes first, with how the forms came in, so that nobody
 * makes up for it with invented ones. Pure.
 */
import { MOST_HOUSEHOLDS, WINDOW_MINUTES } from '../assist/bursts.ts';
import type { ListedBurst } from '../assist/list-bursts.ts';
import type { Sentence } from '../flow/session.ts';
import type { Notice } from '../household/tell-household.ts';
import { burstSentence } from '../officer/digest.ts';
import type { SourceCount } from '../report/count-by-source.ts';
import type { CountedWard } from '../report/count-wards.ts';
import { shareOf } from '../report/numbers.ts';
import { addDays, daysLeft, endOfLocalDay } from '../season/calendar.ts';

export interface LaggingWard {
  code: string;
  name: string;
  sent: number;
  registered: number;
  /** Of those that registered; one decimal. Where nobody has, none. */
  percent: number;
}

/** More than so many are only counted: a message is read on a phone. */
export const NAMED = 6;
const DAYS = 1;

/** Worst first; where nobody has registered there is nothing to compare, and they come last. @param under a share from 0 to 1 */
export function laggingAmong(wards: readonly Pick<CountedWard, 'code' | 'name' | 'counts'>[], under: number): LaggingWard[] {
  return wards
    .map(({ code, name, counts }) => {
      const { sent, registered } = counts.numbers;
      return { code, name, sent, registered, percent: shareOf(counts, 'sent', 'registered')?.percent ?? 0 };
    })
    .filter(({ percent }) => percent < under * 100)
    .sort(
      (a, b) =>
        Number(a.registered === 0) - Number(b.registered === 0) ||
        a.percent - b.percent ||
        b.registered - a.registered ||
        a.name.localeCompare(b.name, 'vi', { numeric: true }),
    );
}

/** Somebody has registered there. */
export function hasBegun({ registered }: LaggingWard): boolean {
  return registered > 0;
}

export interface LaggingSaid {
  /** Of the rule. */
  sentence: string;
  under: number;
  /** The local date that it is about, and today's. */
  date: string;
  today: string;
  /** Worst first. */
  wards: readonly LaggingWard[];
  /** By ward, of those that are named. */
  sources: ReadonlyMap<string, readonly SourceCount[]>;
  /** Of all wards, of the last week. */
  bursts: readonly ListedBurst[];
}

/** Null: none lags. A ward in which nobody has registered yet is no news by itself. */
export function laggingOf({ sentence, under, date, today, wards, sources, bursts }: LaggingSaid): Notice | null {
  const begun = wards.filter(hasBegun);
  if (begun.length === 0) return null;
  const named = begun.slice(0, NAMED).map((ward) => wardLine(ward, sources.get(ward.code) ?? []));
  const counts = { others: begun.length - named.length, nobody: wards.length - begun.length };
  const more = (['others', 'nobody'] as const).flatMap((key): Sentence[] =>
    counts[key] > 0 ? [{ key: `nudge.lag.${key}`, params: { count: counts[key] } }] : [],
  );
  const counted: Sentence[] = bursts.length > 0 ? [{ key: 'digest.bursts', params: { count: bursts.length } }] : [];
  const said = bursts.length > NAMED ? counted : bursts.map(burstSentence);
  const told = (about: Sentence[]): Sentence => ({
    key: sentence,
    params: {
      ...{ date: { date }, days: daysLeft(today, date), percent: Math.round(under * 100) },
      ...{ numbers: [...named, ...more, ...about], why: whyLine(bursts.length > 0) },
    },
  });
  return {
    // Whoever filled in for others is named where our words stay in the country.
    ...{ text: told(said), away: told(counted) },
    buttons: [{ key: 'nudge.counts' }],
    expiresAt: endOfLocalDay(addDays(today, DAYS)),
  };
}

function wardLine({ name, sent, registered, percent }: LaggingWard, sources: readonly SourceCount[]): Sentence {
  const all = sources.reduce((sum, { assessed }) => sum + assessed, 0);
  const ways = sources.filter(({ assessed }) => assessed > 0).map((one) => sourceWords(one, all));
  const [first, ...rest] = ways;
  const by = first && rest.reduce((before: Sentence, next): Sentence => ({ key: 'nudge.lag.and', params: { before, next } }), first);
  return { key: by ? 'nudge.lag.ward' : 'nudge.lag.empty', params: { place: name, sent, registered, percent, ...(by && { by }) } };
}

function sourceWords({ source, assessed }: SourceCount, all: number): Sentence {
  return { key: `nudge.lag.source.${source}`, params: { percent: Math.round((assessed * 100) / all) } };
}

function whyLine(bursts: boolean): Sentence {
  const params = { most: MOST_HOUSEHOLDS, minutes: WINDOW_MINUTES };
  return bursts ? { key: 'nudge.lag.kindlyBursts', params } : { key: 'nudge.lag.kindly' };
}
