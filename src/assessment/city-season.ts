import type { Deps } from '../deps.ts';
import { type SeasonDates, seasonDates } from '../season/definition.ts';
import type { Limits } from '../season/limits.ts';

/** The city's season of a year, by which the dates of wards are held; null: it has none. */
export async function citySeason(
  { db }: Pick<Deps, 'db'>,
  { year, trial }: { year: number; trial: boolean },
): Promise<{ dates: SeasonDates; limits: Limits } | null> {
  const found = await db.season.findFirst({
    where: { organisation: { level: 'city', until: null }, year, trial },
    select: { dates: true, limits: true },
  });
  return found && { dates: seasonDates.parse(found.dates), limits: found.limits as Limits };
}
