/** How far a place is, once a week, in three sentences. Pure. */
import type { Sentence } from '../flow/session.ts';
import type { Notice } from '../household/tell-household.ts';
import { type Counts, shareOf, unsentOf } from '../report/numbers.ts';
import type { LastAndTarget } from '../report/progress.ts';
import { addDays, daysLeft, endOfLocalDay } from '../season/calendar.ts';
import { remindButton } from './nudge-of.ts';

export interface WeekSaid extends LastAndTarget {
  /** Of the rule. */
  sentence: string;
  place: Sentence;
  /** The last day on which forms are taken, and today. */
  closes: string;
  today: string;
  counts: Counts;
  /** Households that sent for the first time in the last seven days. */
  fresh: number;
  /** Households that somebody has to remind at their door; null: that is not for whoever reads it. */
  inPerson: number | null;
  /** Of several wards the two that are furthest apart; null: there are none to compare. */
  between: { first: ComparedWard; last: ComparedWard } | null;
  /** Forms are taken now. */
  open: boolean;
}

export interface ComparedWard {
  name: string;
  percent: number;
}

/** Whoever reads it later finds other numbers. */
const DAYS = 2;

/** Null: nobody is there yet. */
export function weekOf(said: WeekSaid): Notice | null {
  const { sentence, place, counts, inPerson, open, today, closes } = said;
  const { registered, waiting } = counts.numbers;
  if (registered === 0) return null;
  const unsent = unsentOf(counts);
  const numbers = [doneLine(said), said.between ? betweenLine(said.between) : waitsLine(said), aheadLine(said)];
  const days = daysLeft(today, closes);
  const text: Sentence = { key: sentence, params: { place, date: { date: today }, days, numbers } };
  const work = inPerson !== null;
  return {
    ...{ text, away: text },
    buttons: [
      ...(work && open && unsent > 0 ? [remindButton()] : []),
      ...(work && waiting > 0 ? [{ key: 'nudge.queue' }] : []),
      { key: 'nudge.counts' },
    ],
    expiresAt: endOfLocalDay(addDays(today, DAYS)),
  };
}

function doneLine({ counts, fresh }: WeekSaid): Sentence {
  const { sent, confirmed, registered } = counts.numbers;
  const share = shareOf(counts, 'sent', 'registered');
  return { key: 'nudge.weekly.done', params: { fresh, sent, confirmed, registered, percent: share?.percent ?? 0 } };
}

function waitsLine({ counts, inPerson }: WeekSaid): Sentence {
  const unsent = unsentOf(counts);
  const { waiting } = counts.numbers;
  if (unsent + waiting + (inPerson ?? 0) === 0) return { key: 'nudge.weekly.thanks' };
  return { key: 'nudge.weekly.waits', params: { waiting, unsent, inPerson: inPerson ?? 0 } };
}

function betweenLine({ first, last }: NonNullable<WeekSaid['between']>): Sentence {
  const params = { first: first.name, firstPercent: first.percent, last: last.name, lastPercent: last.percent };
  return { key: 'nudge.weekly.between', params };
}

function aheadLine({ open, closes, today, last, target }: WeekSaid): Sentence {
  const days = daysLeft(today, closes);
  const when: Sentence = open ? { key: 'nudge.weekly.open', params: { days, date: { date: closes } } } : { key: 'nudge.weekly.closed' };
  const { sent = 0, recognised = 0 } = last?.counts.numbers ?? {};
  const before: Sentence = last ? { key: 'nudge.weekly.last', params: { year: String(last.year), sent, recognised } } : { text: '' };
  const wanted: Sentence = target
    ? { key: 'nudge.weekly.target', params: { year: String(target.year), percent: target.percent } }
    : { text: '' };
  return { key: 'nudge.weekly.ahead', params: { when, before, wanted } };
}
