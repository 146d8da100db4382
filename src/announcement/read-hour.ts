/** The moment that an officer means by "19h30", "7 giờ tối mai" or "8:00 ngày 20/11": as people write an hour and a day. Pure. */
import { fold } from '../flow/fold.ts';
import { addDays, daysBetween, localDate, startOfLocalDay } from '../season/calendar.ts';

const MINUTE_MS = 60_000;
/** A day without its year is of this year, or where that is long over of the next. */
const HALF_A_YEAR = 183;

/** "12/3", "12-3-2027", "12 tháng 3". */
const DAY = /(?<!\d)(\d{1,2})\s*(?:[/-]|thang)\s*(\d{1,2})(?:\s*(?:[/-]|nam)\s*(\d{4}))?(?!\d)/;
/** "19h", "19h30", "19:30", "19.30", "7 gio 30 phut", "7 gio ruoi". */
const HOUR = /(?<!\d)(\d{1,2})\s*(?:(?:gio|h|g)\b\s*(?:(\d{2})(?!\d)\s*(?:phut\b|p\b)?|(ruoi)\b)?|[:.](\d{2}))(?!\d)/;
/** "8 sang", or nothing besides. */
const BARE = /(?<!\d)(\d{1,2})(?!\d)/;
const PART = /\b(sang|trua|chieu|toi|dem)\b/;
const WEEKDAY = /\bthu\s*(hai|ba|tu|nam|sau|bay|[2-7])\b|\bchu\s*nhat\b|\bcn\b/;
const NEXT = [
  [/\bngay\s*(?:kia|mot)\b/, 2],
  [/\b(?:ngay\s*)?mai\b/, 1],
  [/\b(?:hom\s*|bua\s*)?nay\b/, 0],
] as const;
/** What people write around it. */
const AROUND = /\b(?:luc|vao|ngay|hom|buoi|gui|tin|nhe|nha|a|da|khoang|dung)\b|[,;.!]/g;
const WEEKDAYS = ['hai', 'ba', 'tu', 'nam', 'sau', 'bay'];

/** Null: no hour, or something besides that is not understood. A moment that is over is one, too: who asks says so. */
export function readHour(typed: string, now: Date): Date | null {
  const asked = new Words(typed);
  // In this order: "20/11" is no hour, "thứ 7" none either, and "tối" may stand before the hour or behind.
  const written = asked.take(DAY);
  const weekday = written ? null : asked.take(WEEKDAY);
  const next = written || weekday ? undefined : NEXT.find(([pattern]) => asked.take(pattern));
  const part = asked.take(PART)?.[1];
  const minutes = minutesIn(asked, part);
  if (minutes === null || !asked.isOver()) return null;
  const today = localDate(now);
  const on = (date: string) => new Date(startOfLocalDay(date).getTime() + minutes * MINUTE_MS);
  if (written) return dated(written, today, on);
  if (weekday) return onWeekday(weekday[1], today, (date) => (on(date) > now ? on(date) : null));
  if (next) return on(addDays(today, next[1]));
  return on(today) > now ? on(today) : on(addDays(today, 1));
}

/** What was typed, of which what is understood is taken away. */
class Words {
  #rest: string;

  constructor(typed: string) {
    // Signs between numbers stay, which `fold` would take.
    this.#rest = typed
      .normalize('NFKC')
      .split(/([\d:./-]+|[,;!])/)
      .map((piece) => (/^[\d:./,;!-]/.test(piece) ? piece : ` ${fold(piece)} `))
      .join('')
      .trim();
  }

  take(pattern: RegExp): RegExpExecArray | null {
    const found = pattern.exec(this.#rest);
    if (found) this.#rest = `${this.#rest.slice(0, found.index)} ${this.#rest.slice(found.index + found[0].length)}`;
    return found;
  }

  isOver(): boolean {
    return this.#rest.replaceAll(AROUND, '').trim() === '';
  }
}

/** Since midnight. */
function minutesIn(asked: Words, part: string | undefined): number | null {
  const said = asked.take(HOUR) ?? asked.take(BARE);
  if (!said) return null;
  const [, hour, minute, half, behindColon] = said;
  const hours = hoursOf(Number(hour), part);
  const minutes = half ? 30 : Number(minute ?? behindColon ?? 0);
  return hours === null || hours > 23 || minutes > 59 ? null : hours * 60 + minutes;
}

/** "7 giờ tối" is nineteen; null: there is no such hour of that part of the day. */
function hoursOf(hour: number, part: string | undefined): number | null {
  const between = (from: number, to: number) => from <= hour && hour <= to;
  switch (part) {
    case 'sang':
      return between(1, 11) ? hour : null;
    case 'trua':
      return between(10, 13) ? hour : between(1, 2) ? hour + 12 : null;
    case 'chieu':
      return between(12, 18) ? hour : between(1, 6) ? hour + 12 : null;
    case 'toi':
      return between(17, 23) ? hour : between(5, 11) ? hour + 12 : null;
    case 'dem':
      return between(18, 23) ? hour : between(7, 11) ? hour + 12 : null;
    default:
      return hour;
  }
}

function dated([, day, month, year]: RegExpExecArray, today: string, on: (date: string) => Date): Date | null {
  const inYear = (of: number) => {
    const date = new Date(Date.UTC(of, Number(month) - 1, Number(day)));
    return date.getUTCMonth() === Number(month) - 1 && date.getUTCDate() === Number(day) ? date.toISOString().slice(0, 10) : null;
  };
  const thisYear = Number(today.slice(0, 4));
  const said = inYear(year === undefined ? thisYear : Number(year));
  const later = year === undefined ? inYear(thisYear + 1) : null;
  const date = later !== null && (said === null || said < today) && daysBetween(today, later) <= HALF_A_YEAR ? later : said;
  return date === null ? null : on(date);
}

/** The next one on which that hour is still to come. */
function onWeekday(named: string | undefined, today: string, on: (date: string) => Date | null): Date | null {
  const wanted = named === undefined ? 0 : WEEKDAYS.includes(named) ? WEEKDAYS.indexOf(named) + 1 : Number(named) - 1;
  for (let days = 0; days <= 7; days++) {
    const date = addDays(today, days);
    const at = new Date(`${date}T00:00:00Z`).getUTCDay() === wanted ? on(date) : null;
    if (at) return at;
  }
  return null;
}
