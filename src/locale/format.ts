/** Numbers and dates as people of a language write them. Everything happens in the time of Vietnam. */

const timeZone = 'Asia/Ho_Chi_Minh';
/** A Vietnamese or British reader; other languages use their own habits. */
const habits: Record<string, string> = { vi: 'vi-VN', en: 'en-GB' };

const habitOf = (lang: string) => habits[lang] ?? lang;

/** At most two decimals. */
export function formatNumber(value: number, lang: string): string {
  return new Intl.NumberFormat(habitOf(lang), { maximumFractionDigits: 2 }).format(value);
}

/**
 * `iso` is a local business date ("2026-11-15") or a moment ("2026-11-15T08:20:00Z"); `time` is null for the former.
 * Throws a RangeError for anything else.
 */
export function formatDate(iso: string, lang: string): { day: string; time: string | null } {
  const isDay = /^\d{4}-\d{2}-\d{2}$/.test(iso);
  const at = new Date(isDay ? `${iso}T00:00:00+07:00` : iso);
  return { day: day(at, lang), time: isDay ? null : time(at, lang) };
}

function day(at: Date, lang: string): string {
  const style = lang === 'vi' ? ({ day: '2-digit', month: '2-digit', year: 'numeric' } as const) : ({ dateStyle: 'long' } as const);
  return new Intl.DateTimeFormat(habitOf(lang), { timeZone, ...style }).format(at);
}

function time(at: Date, lang: string): string {
  return new Intl.DateTimeFormat(habitOf(lang), { timeZone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(at);
}
