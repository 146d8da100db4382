/** Where an officer fills in for households that are with them, and in which duty. */
import type { AssistingRole } from '../assessment/file-of.ts';
import type { Prisma } from '../db/client.ts';
import type { Deps } from '../deps.ts';
import { areasIn, type Scope } from '../officer/scope.ts';

/** The places that they look after, and those where they only help. */
export function helpPlaces({ wards, areas, helps }: Scope): { wards: string[]; areas: string[] } {
  return { wards: [...wards, ...helps.wards], areas: [...areas, ...helps.areas] };
}

export function helpsIn(scope: Scope): Prisma.AreaWhereInput {
  return areasIn(helpPlaces(scope));
}

/** The nearest of their duties there; null: they have none there. */
export function dutyAt({ wards, areas, helps }: Scope, { id, unitCode }: { id: string; unitCode: string }): AssistingRole | null {
  if (areas.includes(id)) return 'hamlet';
  if (helps.areas.includes(id)) return 'helper';
  if (wards.includes(unitCode)) return 'ward';
  return helps.wards.includes(unitCode) ? 'helper' : null;
}

export interface HelpedArea {
  id: string;
  name: string;
  /** False: "chưa xếp khu phố". */
  placed: boolean;
  unitCode: string;
  unit: string;
}

/** In the order in which people count. */
export async function areasToHelp({ db }: Pick<Deps, 'db'>, scope: Scope): Promise<HelpedArea[]> {
  const areas = await db.area.findMany({ where: helpsIn(scope), include: { unit: { select: { name: true } } } });
  const order = new Intl.Collator('vi', { numeric: true });
  return areas
    .map(({ id, name, kind, unitCode, unit }) => ({ id, name, placed: kind !== 'unplaced', unitCode, unit: unit.name }))
    .sort((a, b) => order.compare(a.unit, b.unit) || Number(b.placed) - Number(a.placed) || order.compare(a.name, b.name));
}
