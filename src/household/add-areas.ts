/** Writing down the khu phố and ấp of a ward, which households then choose from. */
import { audit } from '../db/audit.ts';
import type { Deps } from '../deps.ts';
import { type AreaName, areaKey, readAreaName } from './area-name.ts';
import { listAreas } from './list-areas.ts';

export interface NewAreas {
  /** NSO code of the ward. */
  unitCode: string;
  /** "Khu phố 1", "Ấp Bến Tượng". */
  names: readonly string[];
  /** Who adds them, as the audit names them: `system`, `officer:<id>`. */
  actor: string;
}

/** All are added, or none: `unreadable` and `known` say which names are in the way. */
type AddedAreas =
  | { outcome: 'added'; unit: string; names: string[] }
  | { outcome: 'unreadable'; names: string[] }
  | { outcome: 'known'; unit: string; names: string[] }
  | { outcome: 'unknownUnit' };

/** Needs a transaction. */
export async function addAreas(deps: Deps, { unitCode, names, actor }: NewAreas): Promise<AddedAreas> {
  const read = names.map((name) => ({ name, area: readAreaName(name) }));
  const unreadable = read.filter(({ area }) => area === null);
  if (unreadable.length > 0) return { outcome: 'unreadable', names: unreadable.map(({ name }) => name) };
  // Two officers who add at once: the second sees what the first has added.
  await deps.db.$queryRaw`SELECT code FROM "Unit" WHERE code = ${unitCode} FOR UPDATE`;
  const listed = await listAreas(deps, { unitCode });
  if (listed.outcome === 'unknownUnit') return listed;
  const areas = read.flatMap(({ area }) => (area ? [area] : []));
  const known = alreadyThere(areas, listed.areas);
  if (known.length > 0) return { outcome: 'known', unit: listed.unit, names: known };
  for (const area of areas) await add(deps, { unitCode, actor, area });
  return { outcome: 'added', unit: listed.unit, names: areas.map(({ name }) => name) };
}

/** Also those that are named twice among the new ones. */
function alreadyThere(areas: readonly AreaName[], listed: readonly { name: string; kind: string }[]): string[] {
  const seen = new Set(listed.map(areaKey));
  return areas.flatMap((area) => {
    const key = areaKey(area);
    if (seen.has(key)) return [area.name];
    seen.add(key);
    return [];
  });
}

async function add(deps: Deps, { unitCode, actor, area }: { unitCode: string; actor: string; area: AreaName }): Promise<void> {
  const id = deps.ids.next();
  await deps.db.area.create({ data: { id, unitCode, ...area } });
  await audit(deps, { actor, action: 'area.add', subject: `area:${id}`, detail: { unit: unitCode } });
}
