/** Writes down how a season ended, so that the next can be compared with it when its answers are gone. Numbers only. */
import { TITLE } from '../assessment/rubric-in-force.ts';
import { datesIn, seasonsOf } from '../assessment/season-of.ts';
import type { Deps } from '../deps.ts';
import { localDate } from '../season/calendar.ts';
import type { SeasonDates } from '../season/definition.ts';
import { countRowsSql } from './count-rows.ts';
import { stations } from './numbers.ts';
import { EVERYWHERE, placeValues, type SeasonAt } from './place-sql.ts';

/**
 * From when self-assessment has closed until the dossier of the commune is due, every day anew: a later count would miss who had
 * themselves erased. Trial seasons are not written down. Run by a job; returns how many khu phố were counted.
 */
export async function freezeCounts(deps: Deps): Promise<number> {
  const seasons = await endingSeasons(deps);
  if (seasons.length === 0) return 0;
  const everywhere = placeValues(EVERYWHERE, seasons);
  return deps.db.$executeRawUnsafe(freezeSql, ...everywhere, TITLE, deps.clock.now());
}

/** Season by ward, as its households were in it: a ward's own stands in for the city's of that year. */
async function endingSeasons(deps: Deps): Promise<SeasonAt[]> {
  const today = localDate(deps.clock.now());
  const units = await deps.db.unit.findMany({ select: { code: true } });
  const stored = await seasonsOf(
    deps,
    units.map(({ code }) => code),
  );
  const real = stored.filter(({ trial }) => !trial);
  return real.flatMap((season) => {
    const { id, level, unitCode, year } = season;
    const own = new Set(real.filter((one) => one.level === 'ward' && one.year === year).map((one) => one.unitCode));
    const wards =
      level === 'ward' ? [unitCode].filter((code) => code !== null) : units.map(({ code }) => code).filter((code) => !own.has(code));
    return wards.filter((code) => isEnding(datesIn(season, code), today)).map((code) => ({ unitCode: code, seasonId: id, closed: true }));
  });
}

function isEnding({ selfAssessment, dossier }: SeasonDates, today: string): boolean {
  return selfAssessment.closes < today && today <= dossier;
}

const numbers = stations.map((name) => `"${name}"`);
const columns = ['"householdsPermanent"', '"householdsTemporary"', ...numbers, 'at'];

const freezeSql = `
INSERT INTO "AreaCount" ("areaId", "seasonId", title, ${columns.join(', ')})
SELECT c."areaId", c."seasonId", $7::text, c.permanent, c.temporary, ${numbers.map((name) => `c.${name}`).join(', ')}, $8::timestamptz
FROM (${countRowsSql}) AS c
ON CONFLICT ("areaId", "seasonId", title) DO UPDATE SET ${columns.map((name) => `${name} = EXCLUDED.${name}`).join(', ')}`;
