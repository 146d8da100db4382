/** A year later in a play: the season that was is over, and the next one of the city takes forms. */
import { seasonDates } from '../../../src/season/definition.ts';
import type { House } from '../../support/talk.ts';

/** An app's keys do not last for longer, unless it is spoken with. */
const STEP_MS = 60 * 24 * 60 * 60 * 1000;

/** The day of the year stays. @param meanwhile what happens every other month */
export async function openNextSeason({ deps, clock }: House, year: number, meanwhile: () => Promise<void>): Promise<void> {
  const { db, ids } = deps;
  // It was a trial until somebody made it one of the city's.
  const last = await db.season.findFirstOrThrow({ orderBy: { year: 'desc' } });
  await db.season.update({ where: { id: last.id }, data: { trial: false, name: `năm ${last.year}` } });
  const years = year - last.year;
  const later = (date: string) => date.replace(/^\d{4}/, (was) => String(Number(was) + years));
  const dates = Object.fromEntries(
    Object.entries(seasonDates.parse(last.dates)).map(([name, date]) => [
      name,
      typeof date === 'string' ? later(date) : { opens: later(date.opens), closes: later(date.closes) },
    ]),
  );
  const id = ids.next();
  const { organisationId } = last;
  await db.season.create({ data: { id, organisationId, year, trial: false, name: `năm ${year}`, dates, rules: [], limits: {} } });
  const { title, rubricVersionId } = await db.rubricInForce.findFirstOrThrow({ where: { seasonId: last.id } });
  await db.rubricInForce.create({ data: { organisationId, seasonId: id, title, rubricVersionId } });
  const then = clock.now();
  then.setUTCFullYear(then.getUTCFullYear() + years);
  for (let left = then.getTime() - clock.now().getTime(); left > 0; left = then.getTime() - clock.now().getTime()) {
    clock.advance(Math.min(left, STEP_MS));
    await meanwhile();
  }
}
