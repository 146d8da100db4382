/** Where an officer may invite people to. */
import type { Deps } from '../deps.ts';
import type { Scope } from '../officer/scope.ts';
import { wardsIn } from '../report/wards-in.ts';

export interface PlaceToPlan {
  unitCode: string;
  unit: string;
  /** All of the ward, too; else only among its khu phố that they look after. */
  whole: boolean;
  areas: { id: string; name: string }[];
}

/** @param unitCode only this ward */
export async function placesToPlan(
  deps: Pick<Deps, 'db' | 'clock'>,
  { scope, unitCode }: { scope: Pick<Scope, 'wards' | 'areas'>; unitCode?: string },
): Promise<PlaceToPlan[]> {
  const units = await wardsIn(deps, { ...scope, city: false }, unitCode);
  const areas = await deps.db.area.findMany({
    where: {
      unitCode: { in: units.map(({ code }) => code) },
      kind: { not: 'unplaced' },
      OR: [{ unitCode: { in: [...scope.wards] } }, { id: { in: [...scope.areas] } }],
    },
    select: { id: true, name: true, unitCode: true },
  });
  const named = areas.toSorted((a, b) => a.name.localeCompare(b.name, 'vi', { numeric: true }));
  return units.map(({ code, name }) => ({
    ...{ unitCode: code, unit: name, whole: scope.wards.includes(code) },
    areas: named.filter((area) => area.unitCode === code).map(({ id, name }) => ({ id, name })),
  }));
}
