/** The hours of the night in which nothing is sent to many, by the clock of Vietnam. */

export interface QuietHours {
  /** Local, "21:00". */
  from: string;
  /** Local, "07:00"; the same as `from`: there are none. */
  to: string;
}

/** Of a ward that has not said, and of people of whom nobody knows where they live. */
export const USUAL_QUIET: QuietHours = { from: '21:00', to: '07:00' };

const OFFSET_MS = 7 * 60 * 60 * 1000;
const DAY_MS = 24 * 60 * 60 * 1000;
const TIME = /^([01]\d|2[0-3]):([0-5]\d)$/;

export function isTimeOfDay(text: string): boolean {
  return TIME.test(text);
}

/** How long it is quiet from now on; null: it is not. */
export function quietFor({ from, to }: QuietHours, now: Date): number | null {
  const at = (now.getTime() + OFFSET_MS) % DAY_MS;
  const [begins, ends] = [sinceMidnight(from), sinceMidnight(to)];
  const isQuiet = begins <= ends ? begins <= at && at < ends : begins <= at || at < ends;
  return isQuiet ? (ends - at + DAY_MS) % DAY_MS : null;
}

/** When it is quiet no more: then, or later. */
export function afterQuiet(quiet: QuietHours, then: Date): Date {
  return new Date(then.getTime() + (quietFor(quiet, then) ?? 0));
}

/** @throws RangeError */
function sinceMidnight(time: string): number {
  const [, hours, minutes] = TIME.exec(time) ?? [];
  if (hours === undefined || minutes === undefined) throw new RangeError(`not a time of day: ${time}`);
  return (Number(hours) * 60 + Number(minutes)) * 60 * 1000;
}
