/** Fills a migrated database with what the service needs before anybody writes to it: places, the city's Hội, rubrics, a season. */
import { ensureSeason } from './assessment/ensure-season.ts';
import { loadRubrics } from './assessment/load-rubrics.ts';
import type { CityOrganisation } from './db/city.ts';
import { readSampleCity } from './db/sample-city.ts';
import { seed } from './db/seed.ts';
import { readUnits } from './db/units.ts';
import type { Deps } from './deps.ts';
import { flowsFolder } from './flow-files.ts';

/** One process prepares at a time. */
const PREPARE_LOCK = 7_305_2024;

/**
 * Runs at every start, in one transaction; a second run changes nothing.
 *
 * @param city null: the shipped sample
 * @throws CannotStart naming file, line and remedy of what is wrong in the list of units
 */
export async function prepare(deps: Deps, { city }: { city: CityOrganisation | null }): Promise<{ webChannelId: string }> {
  await deps.db.$executeRaw`SELECT pg_advisory_xact_lock(${PREPARE_LOCK})`;
  const prepared = await seed(deps, {
    units: await readUnits(`${flowsFolder}/units`),
    city: city ?? (await readSampleCity(`${flowsFolder}/organisations/sample.yaml`)),
  });
  const { refused } = await loadRubrics(deps);
  await ensureSeason(deps, { refusedRubrics: refused });
  return prepared;
}
