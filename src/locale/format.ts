/** Numbers and dates as people of a language write them. Everything happens in the time of Vietnam. */

const timeZone = 'Asia/Ho_Chi_Minh';
/** A Vietnamese or British reader; other languages use their own habits. */
const habits: Record<string, string> = { vi: 'vi-VN', en: 'en-GB' };

const habitOf = (lang: string) => habits[lang] ?? lang;

/** Formatters are dear to make and cheap to use: one a language. */
function perLanguage<T>(make: (lang: string) => T): (lang: string) => T {
  const made = new Map<string, T>();
  return (lang) => {
    const known = made.get(lang) ?? make(lang);
    made.set(lang, known);
    return known;
  };
}

const numbers = perLanguage((lang) => new Intl.NumberFormat(habitOf(lang), { maximumFractionDigits: 2 }));
const days = perLanguage((lang) => {
  const style = lang === 'vi' ? ({ day: '2-digit', month: '2-digit', year: 'numeric' } as const) : ({ dateStyle: 'long' } as const);
  return new Intl.DateTimeFormat(habitOf(lang), { timeZone, ...style });
});
const times = perLanguage(
  (lang) => new Intl.DateTimeFormat(habitOf(lang), { timeZone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }),
);

/** At most two decimals. */
export function formatNumber(value: number, lang: string): string {
  return numbers(lang).format(value);
}

/**
 * `iso` is a local business date ("2026-11-15") or a moment ("2026-11-15T08:20:00Z"); `time` is null for the former.
 * Throws a RangeError for anything else.
 */
export function formatDate(iso: string, lang: string): { day: string; time: string | null } {
  const isDay = /^\d{4}-\d{2}-\d{2}$/.test(iso);
  const at = new Date(isDay ? `${iso}T00:00:00+07:00` : iso);
  return { day: days(lang).format(at), time: isDay ? null : times(lang).format(at) };
}
