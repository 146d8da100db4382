/** Whose Hội answers for a place: the ward's own, or the city's where the ward has not set up one. */
import { presentCity } from '../db/city.ts';
import type { Deps } from '../deps.ts';

export type Controller = Awaited<ReturnType<typeof controllerOf>>;

/** @param unitCode null when it is not known where somebody lives */
export async function controllerOf(deps: Deps, unitCode: string | null) {
  const own = unitCode === null ? null : await deps.db.organisation.findUnique({ where: { unitCode } });
  return own ?? presentCity(deps);
}
