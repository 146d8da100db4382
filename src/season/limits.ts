/** How far a ward may move its own dates: the city says it in its season file, for each date that may move at all. Pure. */
import { addDays } from './calendar.ts';
import type { SeasonDates, SeasonLimits } from './definition.ts';
import { dateAt } from './due.ts';
import { outOfOrder } from './order.ts';
import { type Anchor, anchors } from './rules.ts';

/** Local dates, both of which are allowed. */
export type Span = { earliest: string; latest: string };

/** By date; one that is absent stays as the city has it. */
export type Limits = Partial<Record<Anchor, Span>>;

/** Dates of a ward that are not those of its season file. */
export type MovedDates = Partial<Record<Anchor, string>>;

/** @param dates of the city */
export function limitsIn(dates: SeasonDates, limits: SeasonLimits): Limits {
  return Object.fromEntries(
    anchors.flatMap((anchor) => {
      const said = limits[anchor];
      return said ? [[anchor, spanOf(dateAt(dates, anchor), said)]] : [];
    }),
  );
}

function spanOf(date: string, said: NonNullable<SeasonLimits[Anchor]>): Span {
  if ('daysBefore' in said) return { earliest: addDays(date, -said.daysBefore), latest: addDays(date, said.daysAfter) };
  return said;
}

export function withMoved(dates: SeasonDates, moved: MovedDates): SeasonDates {
  return (Object.entries(moved) as [Anchor, string][]).reduce((so, [anchor, date]) => withDate(so, anchor, date), dates);
}

function withDate(dates: SeasonDates, anchor: Anchor, date: string): SeasonDates {
  const [name, edge] = anchor.split('.') as [keyof SeasonDates, ('opens' | 'closes')?];
  if (edge === undefined) return { ...dates, [name]: date };
  return { ...dates, [name]: { ...(dates[name] as { opens: string; closes: string }), [edge]: date } };
}

export function differing(dates: SeasonDates, others: SeasonDates): Anchor[] {
  return anchors.filter((anchor) => dateAt(dates, anchor) !== dateAt(others, anchor));
}

/** Dates of a ward that the city does not allow: each as it should be, or could be. @param dates of the city */
export function beyond(of: SeasonDates, { dates, limits }: { dates: SeasonDates; limits: Limits }): { anchor: Anchor; span: Span }[] {
  return differing(of, dates).flatMap((anchor) => {
    const date = dateAt(of, anchor);
    const its = dateAt(dates, anchor);
    const span = limits[anchor] ?? { earliest: its, latest: its };
    return span.earliest <= date && date <= span.latest ? [] : [{ anchor, span }];
  });
}

export interface Moving {
  /** Dates that hold in the ward now. */
  is: SeasonDates;
  /** As its officer wants them. */
  wanted: MovedDates;
  limits: Limits;
  /** Local. */
  today: string;
}

/** `past`: it is over; `soon`: nobody could hear of it any more; `fixed`: the city lets nobody move it; `limits`: no further than that. */
export type NotMoved =
  | { anchor: Anchor; why: 'past' | 'soon' | 'fixed' }
  | { anchor: Anchor; why: 'limits'; span: Span }
  | { anchor: Anchor; why: 'order'; first: Anchor };

/** Why a ward's dates cannot be moved so; nothing: they can. Dates that stay are not asked about, but for their order. */
export function refusals({ is, wanted, limits, today }: Moving): NotMoved[] {
  const will = withMoved(is, wanted);
  const moving = differing(will, is);
  const single = moving.flatMap((anchor) =>
    refusalOf(anchor, { was: dateAt(is, anchor), date: dateAt(will, anchor), span: limits[anchor], today }),
  );
  if (single.length > 0) return single;
  return outOfOrder(will).map(({ anchor, first }) => ({ anchor, why: 'order', first }));
}

interface OneMove {
  was: string;
  date: string;
  span: Span | undefined;
  today: string;
}

function refusalOf(anchor: Anchor, { was, date, span, today }: OneMove): NotMoved[] {
  if (!mayStillMove(anchor, was, today)) return [{ anchor, why: 'past' }];
  if (!span) return [{ anchor, why: 'fixed' }];
  if (date < span.earliest || span.latest < date) return [{ anchor, why: 'limits', span }];
  return date <= today ? [{ anchor, why: 'soon' }] : [];
}

/** What has begun has begun; what ends today can still end later. */
export function mayStillMove(anchor: Anchor, date: string, today: string): boolean {
  return anchor === 'launch' || anchor.endsWith('.opens') ? today < date : today <= date;
}
