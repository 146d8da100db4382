const HOUR = 3_600_000;

/** A date as people write it ("15/3/2026", "15-3", "2026-03-15") as `2026-03-15`; without a year, this year's. Null: it is none. */
export function readDate(typed: string, now: Date): string | null {
  const text = typed.normalize('NFKC').trim();
  const iso = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(text);
  if (iso) return calendarDate(Number(iso[1]), Number(iso[2]), Number(iso[3]));
  const local = /^(\d{1,2})\s*[/.\- ]\s*(\d{1,2})(?:\s*[/.\- ]\s*(\d{4}))?$/.exec(text);
  if (!local) return null;
  return calendarDate(local[3] ? Number(local[3]) : yearIn(now), Number(local[2]), Number(local[1]));
}

/** Asia/Ho_Chi_Minh has been seven hours ahead, without summer time, since 1975. */
function yearIn(now: Date): number {
  return new Date(now.getTime() + 7 * HOUR).getUTCFullYear();
}

function calendarDate(year: number, month: number, day: number): string | null {
  if (year < 1900 || year > 2200) return null;
  const date = new Date(Date.UTC(year, month - 1, day));
  const real = date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  return real ? date.toISOString().slice(0, 10) : null;
}
