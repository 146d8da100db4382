/** The season that the families of the demonstration have been in for some weeks. */
import { currentOf, seasonsOf } from '../../assessment/season-of.ts';
import { CannotStart } from '../../cannot-start.ts';
import { audit } from '../../db/audit.ts';
import type { Deps } from '../../deps.ts';
import { addDays, localDate } from '../../season/calendar.ts';
import { trialDates } from '../../season/trial.ts';

/** Longer than the days that lie behind any family. */
const DAYS_OPEN = 30;

/**
 * The trial season of a fresh folder opens on the day of its first start; here it has been open for a month.
 *
 * False: families were put into the folder before, and their season is over by now. It goes on as it is.
 *
 * @throws CannotStart when a season of `flows/seasons/` runs that is not open, or not for as long
 */
export async function openSeason(deps: Deps, { isFilled }: { isFilled: boolean }): Promise<boolean> {
  const today = localDate(deps.clock.now());
  const opened = addDays(today, -DAYS_OPEN);
  const season = currentOf(await seasonsOf(deps, []), null, deps.clock.now());
  if (season.dates.selfAssessment.opens <= opened && season.phase === 'open') return true;
  if (isFilled && !season.trial && season.phase === 'after') return false;
  if (!season.trial)
    throw new CannotStart(
      `The demonstration needs a season in which self-assessment has been open for ${DAYS_OPEN} days, and "${season.name}" has not. ` +
        'Take its file out of flows/seasons/ meanwhile, and start on a new folder (DATA_DIR).',
    );
  const dates = trialDates(opened);
  await deps.db.season.update({ where: { id: season.id }, data: { dates } });
  const detail = { opens: { was: season.dates.selfAssessment.opens, is: opened } };
  await audit(deps, { actor: 'system', action: 'season.change', subject: `season:${season.id}`, detail });
  return true;
}
