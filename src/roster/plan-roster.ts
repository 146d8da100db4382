/** What taking a list in would change, worked out beside what is stored. Pure: data in, data out. */
import { areaKey } from '../household/area-name.ts';
import { type Mistake, mistake } from './mistake.ts';
import type { Named, Roster, RosterArea, RosterHousehold } from './read-roster.ts';

export interface StoredArea {
  id: string;
  name: string;
  kind: string;
  permanent: number | null;
  temporary: number | null;
}

export interface StoredHousehold {
  id: string;
  areaId: string;
  houseCode: string;
  headName: string;
  residence: 'permanent' | 'temporary';
  /** Somebody speaks for it: its words about itself stand. */
  chats: boolean;
}

export interface AreaChange {
  id: string;
  name: string;
  permanent: number | null;
  temporary: number | null;
  was: { permanent: number | null; temporary: number | null };
}

export interface RosterPlan {
  newAreas: { key: string; name: string; kind: 'quarter' | 'hamlet'; permanent: number | null; temporary: number | null }[];
  changedAreas: AreaChange[];
  sameAreas: number;
  /** `areaKey` is that of a khu phố that is new, or stored. */
  newHouseholds: { areaKey: string; houseCode: string; headName: string; residence: 'permanent' | 'temporary' }[];
  changedHouseholds: { id: string; headName: string; residence: 'permanent' | 'temporary' }[];
  sameHouseholds: number;
  /** The list says otherwise than the household itself, which stands. */
  ownWord: number;
  /** With a code of the ward's, and not in this list: nothing happens to them. */
  absent: number;
}

export interface Stored {
  areas: readonly StoredArea[];
  /** Those that have a code of the ward's. */
  households: readonly StoredHousehold[];
}

/** Every khu phố that households are listed in must be stored, or be in the list too. */
export function planRoster(roster: Roster, stored: Stored): { plan: RosterPlan } | { mistakes: Mistake[] } {
  const mistakes = unknownAreas({ areas: roster.areas, of: roster.households }, stored.areas);
  if (mistakes.length > 0) return { mistakes };
  const known = new Map(stored.areas.map((area) => [areaKey(area), area]));
  return { plan: { ...areasOf(roster.areas, known), ...householdsOf(roster.households, known, stored.households) } };
}

/** Households of a khu phố that is neither stored nor in the list. */
export function unknownAreas({ areas, of }: Pick<Named, 'areas' | 'of'>, stored: readonly Pick<StoredArea, 'name' | 'kind'>[]): Mistake[] {
  const known = new Set([...stored.map(areaKey), ...areas.map(areaKey)]);
  const nowhere = of.filter(({ area }) => !known.has(areaKey(area)));
  return nowhere.map(({ areaSpot, area }) => mistake('areaUnknown', areaSpot, { value: area.name }));
}

/** Does it change anything? */
export function isIdle({ newAreas, changedAreas, newHouseholds, changedHouseholds }: RosterPlan): boolean {
  return newAreas.length + changedAreas.length + newHouseholds.length + changedHouseholds.length === 0;
}

type AreaPart = Pick<RosterPlan, 'newAreas' | 'changedAreas' | 'sameAreas'>;

/** What a list does not say stays. */
function areasOf(areas: readonly RosterArea[], known: ReadonlyMap<string, StoredArea>): AreaPart {
  const part: AreaPart = { newAreas: [], changedAreas: [], sameAreas: 0 };
  for (const { name, kind, permanent, temporary } of areas) {
    const key = areaKey({ name, kind });
    const old = known.get(key);
    if (!old) {
      part.newAreas.push({ key, name, kind, permanent, temporary });
      continue;
    }
    const is = { permanent: permanent ?? old.permanent, temporary: temporary ?? old.temporary };
    const same = is.permanent === old.permanent && is.temporary === old.temporary;
    if (same) part.sameAreas += 1;
    else part.changedAreas.push({ id: old.id, name: old.name, ...is, was: { permanent: old.permanent, temporary: old.temporary } });
  }
  return part;
}

type HouseholdPart = Pick<RosterPlan, 'newHouseholds' | 'changedHouseholds' | 'sameHouseholds' | 'ownWord' | 'absent'>;

function householdsOf(
  households: readonly RosterHousehold[],
  known: ReadonlyMap<string, StoredArea>,
  stored: readonly StoredHousehold[],
): HouseholdPart {
  const part: HouseholdPart = { newHouseholds: [], changedHouseholds: [], sameHouseholds: 0, ownWord: 0, absent: 0 };
  const byPlace = new Map(stored.map((one) => [`${one.areaId} ${one.houseCode}`, one]));
  for (const { area, houseCode, headName, residence } of households) {
    const key = areaKey(area);
    const place = `${known.get(key)?.id} ${houseCode}`;
    const old = byPlace.get(place);
    byPlace.delete(place);
    if (!old) {
      part.newHouseholds.push({ areaKey: key, houseCode, headName, residence: residence ?? 'permanent' });
      continue;
    }
    const is = { headName: headName || old.headName, residence: residence ?? old.residence };
    if (is.headName === old.headName && is.residence === old.residence) part.sameHouseholds += 1;
    else if (old.chats) part.ownWord += 1;
    else part.changedHouseholds.push({ id: old.id, ...is });
  }
  part.absent = households.length === 0 ? 0 : byPlace.size;
  return part;
}
