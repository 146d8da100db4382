/** On which days a paper of a season can have been written. */
import type { Deps } from '../deps.ts';
import { localDate } from '../season/calendar.ts';
import { seasonDates } from '../season/definition.ts';

/** `dateAhead`: that day has not come · `dateEarly`: before its season began */
export type WrongDay = 'dateAhead' | 'dateEarly';

/** What is wrong with a local date; null: nothing. A season for trying begins on the day somebody tries it: it has no day before. */
export async function wrongDay({ db, clock }: Deps, { date, seasonId }: { date: string; seasonId: string }): Promise<WrongDay | null> {
  if (date > localDate(clock.now())) return 'dateAhead';
  const { dates, trial } = await db.season.findUniqueOrThrow({ where: { id: seasonId }, select: { dates: true, trial: true } });
  return !trial && date < seasonDates.parse(dates).launch ? 'dateEarly' : null;
}
