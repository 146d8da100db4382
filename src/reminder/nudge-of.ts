/** What officers of a khu phố or a ward are told of their own before a date. Pure. */
import type { Param, Sentence } from '../flow/session.ts';
import type { Notice, NoticeButton } from '../household/tell-household.ts';
import { type Counts, shareOf, unsentOf } from '../report/numbers.ts';
import type { LastAndTarget } from '../report/progress.ts';
import { addDays, daysLeft, endOfLocalDay } from '../season/calendar.ts';
import type { Anchor } from '../season/rules.ts';

/** Another date, of which the same numbers tell. */
export interface AlsoSaid {
  anchor: Anchor;
  date: string;
}

export interface NudgeSaid extends LastAndTarget {
  /** Of the rule. */
  sentence: string;
  /** The local date that it is about, and today's. */
  date: string;
  today: string;
  /** In the order in which they come. */
  also: readonly AlsoSaid[];
  counts: Counts;
  /** Households that somebody has to remind at their door. */
  inPerson: number;
  /** Forms are taken now. */
  open: boolean;
}

/** Whoever reads it later finds other numbers. */
const DAYS = 1;

/** To the prepared words for all of them: src/announcement/draft-for-unsent.ts. How many of them they reach is said there. */
export function remindButton(): NoticeButton {
  return { label: { key: 'nudge.remind.label' }, words: { key: 'nudge.remind.words' } };
}

/** Null: nothing waits, and nobody has still to send. */
export function nudgeOf({ sentence, date, today, also, counts, last, target, inPerson, open }: NudgeSaid): Notice | null {
  const { registered, sent, waiting, returned } = counts.numbers;
  const unsent = unsentOf(counts);
  if (unsent + waiting + inPerson === 0) return null;
  const share = shareOf(counts, 'registered', 'households');
  const line = (key: string, params: Record<string, Param>): Sentence => ({ key: `nudge.line.${key}`, params });
  const some = (key: string, count: number) => (count > 0 ? [line(key, { count })] : []);
  const numbers = [
    ...also.map((one) =>
      line('also', { what: { key: `nudge.date.${one.anchor}` }, days: daysLeft(today, one.date), date: { date: one.date } }),
    ),
    ...(share ? [line('registered', { registered: share.part, households: share.whole })] : []),
    line('sent', { sent, registered }),
    ...some('unsent', unsent),
    ...some('waiting', waiting),
    ...some('returned', returned),
    ...some('inPerson', inPerson),
    ...(last
      ? [line('last', { year: String(last.year), sent: last.counts.numbers.sent, recognised: last.counts.numbers.recognised })]
      : []),
    ...(target ? [line('target', { year: String(target.year), percent: target.percent })] : []),
  ];
  const days = daysLeft(today, date);
  const text: Sentence = { key: sentence, params: { date: { date }, days, numbers } };
  return {
    ...{ text, away: text },
    buttons: [
      ...(open && unsent > 0 ? [remindButton()] : []),
      ...(waiting > 0 ? [{ key: 'nudge.queue' }] : []),
      ...(unsent > 0 ? [{ key: 'nudge.list' }] : []),
      ...(inPerson > 0 ? [{ key: 'nudge.inPerson' }] : []),
      { key: 'digest.open' },
    ],
    expiresAt: endOfLocalDay(addDays(today, DAYS)),
  };
}
