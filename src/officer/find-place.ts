/** For which place somebody is to be invited: only those that the inviting one may give a duty in. */
import type { Deps } from '../deps.ts';
import { fold } from '../flow/fold.ts';
import type { Json } from '../flow/session.ts';
import { findAreas } from '../household/find-area.ts';
import { findUnits } from '../household/find-unit.ts';
import type { Role } from './duty.ts';
import type { Scope } from './scope.ts';

interface Option {
  id: string;
  label: { text: string };
  value: Json;
}

type FoundDutyPlaces =
  | { outcome: 'found'; value: { options: Option[] } }
  /** `empty`: their wards have not listed their khu phố yet. */
  | { outcome: 'none' | 'empty'; value: Record<string, never> };

/** Wards for a duty in a ward, else khu phố and ấp. An empty query lists what the inviting one looks after. */
export async function findDutyPlaces(
  deps: Deps,
  { scope, role, query }: { scope: Scope; role: Role; query: string },
): Promise<FoundDutyPlaces> {
  if (role === 'ward') return found(await wards(deps, scope, query));
  // A helper may be one for the whole ward.
  const whole = role === 'helper' ? await ownWards(deps, scope, query) : [];
  const areas = await areasOf(deps, scope, query);
  if (areas === 'empty' && whole.length === 0) return { outcome: 'empty', value: {} };
  return found([...whole, ...(areas === 'empty' ? [] : areas)]);
}

/** Whoever looks after all wards types which; whoever looks after some is shown them. */
async function wards(deps: Deps, scope: Scope, query: string): Promise<Named[]> {
  if (scope.operator || scope.city) {
    if (query === '') return [];
    const units = await findUnits(deps, { query });
    const codes = units.outcome === 'found' ? units.value.options.map(({ id }) => id) : [];
    const named = await deps.db.unit.findMany({ where: { code: { in: codes } } });
    return codes.flatMap((code) => named.filter((unit) => unit.code === code).map(({ name }) => ({ name, unit: code, area: null })));
  }
  return ownWards(deps, scope, query);
}

async function ownWards({ db }: Deps, scope: Scope, query: string): Promise<Named[]> {
  const own = await db.unit.findMany({ where: { code: { in: [...scope.wards] } }, orderBy: { name: 'asc' } });
  return own.filter(({ name }) => fold(name).includes(fold(query))).map(({ code, name }) => ({ name, unit: code, area: null }));
}

async function areasOf(deps: Deps, scope: Scope, query: string): Promise<Named[] | 'empty'> {
  const { db } = deps;
  const own = await db.area.findMany({ where: { id: { in: [...scope.areas] } }, select: { id: true, unitCode: true } });
  const units = await db.unit.findMany({
    where: { code: { in: [...scope.wards, ...own.map(({ unitCode }) => unitCode)] } },
    orderBy: { name: 'asc' },
  });
  const listed: Named[] = [];
  let some = false;
  for (const { code, name: unit } of units) {
    const areas = await findAreas(deps, { unit: code, query });
    if (areas.outcome !== 'empty') some = true;
    if (areas.outcome !== 'found') continue;
    for (const { value } of areas.value.options) {
      const { id, name } = value as { id: string; name: string };
      const theirs = scope.wards.includes(code) || scope.areas.includes(id);
      if (theirs) listed.push({ name: units.length > 1 ? `${name}, ${unit}` : name, unit: code, area: id });
    }
  }
  return some ? listed : 'empty';
}

interface Named {
  name: string;
  unit: string;
  area: string | null;
}

function found(places: readonly Named[]): FoundDutyPlaces {
  if (places.length === 0) return { outcome: 'none', value: {} };
  // Ids of places are too long for a button.
  const options = places.map(({ name, unit, area }, index) => ({ id: `p${index + 1}`, label: { text: name }, value: { unit, area } }));
  return { outcome: 'found', value: { options } };
}
