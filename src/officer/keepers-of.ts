/** Who is to hear of what happens to a household: the officers of its khu phố; where there are none, those of its ward. */
import type { Deps } from '../deps.ts';
import { officersFor } from './officers-for.ts';

/** Ids, but the one who did it. */
export async function keepersOf(
  deps: Pick<Deps, 'db' | 'clock'>,
  { areaId, except }: { areaId: string; except: string },
): Promise<string[]> {
  const all = await officersFor(deps, { areaId });
  const near = all.filter(({ role }) => role === 'hamlet');
  return (near.length > 0 ? near : all).map(({ officerId }) => officerId).filter((officerId) => officerId !== except);
}
