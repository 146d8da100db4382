/** When an announcement begins, and ends. Pure. */
import { addDays, endOfLocalDay, localDate } from '../season/calendar.ts';
import { afterQuiet, type QuietHours, quietFor } from '../season/quiet-hours.ts';
import type { StoredAnnouncement } from './announcement-in-hand.ts';
import { MOST_DAYS, USUAL_DAYS } from './check-content.ts';

const DELAY_MS = 10 * 60_000;

type SendAt = Pick<StoredAnnouncement, 'sendAt'>;

/** When what is confirmed now begins, unless it is cancelled: in the morning, where it would be night. */
export function startOf({ sendAt }: SendAt, now: Date, night: QuietHours): Date {
  return afterQuiet(night, earliest(sendAt, now));
}

/** As before, for whoever looks before confirming; null: ten minutes after that, whenever it is. */
export function plannedStart({ sendAt }: SendAt, now: Date, night: QuietHours): Date | null {
  return sendAt === null && movedByNight({ sendAt }, now, night) === null ? null : startOf({ sendAt }, now, night);
}

/** The morning in which it begins because it would be night; null: nothing keeps it. */
export function movedByNight({ sendAt }: SendAt, now: Date, night: QuietHours): Date | null {
  return quietFor(night, earliest(sendAt, now)) === null ? null : startOf({ sendAt }, now, night);
}

function earliest(sendAt: Date | null, now: Date): Date {
  return new Date(Math.max(now.getTime() + DELAY_MS, sendAt?.getTime() ?? 0));
}

/** Its last day, or the hour at which it ends, comes before it begins. */
export function isOverBefore({ deadline, expiresAt }: Pick<StoredAnnouncement, 'deadline' | 'expiresAt'>, begins: Date): boolean {
  const named = namedDay(deadline);
  return (named !== undefined && named < localDate(begins)) || (expiresAt !== null && expiresAt <= begins);
}

/** The end of the day that it names; else of a day some days after its start. Never later than its words are kept. */
export function usualEnd({ deadline }: Pick<StoredAnnouncement, 'deadline'>, startsAt: Date): Date {
  const begins = localDate(startsAt);
  const named = namedDay(deadline);
  const last = addDays(begins, MOST_DAYS);
  return endOfLocalDay(named !== undefined && named >= begins ? (named < last ? named : last) : addDays(begins, USUAL_DAYS));
}

function namedDay(deadline: Date | null): string | undefined {
  return deadline?.toISOString().slice(0, 10);
}
