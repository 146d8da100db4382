/** A duty: a role, and the place that it is for. */
import type { Deps } from '../deps.ts';
import type { Sentence } from '../flow/session.ts';
import type { Scope } from './scope.ts';

export const roles = ['operator', 'city', 'ward', 'hamlet', 'helper'] as const;
export type Role = (typeof roles)[number];

export interface Duty {
  role: Role;
  /** ward, hamlet, helper. */
  unitCode: string | null;
  /** hamlet; helper: null is the whole ward. */
  areaId: string | null;
}

/** The same, as people name it. */
export interface NamedDuty extends Duty {
  unit: string | null;
  area: string | null;
}

/** Null: there is no such place, or a role of another kind of place. A khu phố alone says which ward it is in. */
export async function findDuty(
  { db }: Pick<Deps, 'db'>,
  { role, unitCode = null, areaId = null }: { role: Role; unitCode?: string | null; areaId?: string | null },
): Promise<NamedDuty | null> {
  if (role === 'operator' || role === 'city')
    return unitCode === null && areaId === null ? { role, unitCode, areaId, unit: null, area: null } : null;
  if (areaId !== null) {
    if (role === 'ward') return null;
    const area = await db.area.findFirst({ where: { id: areaId, kind: { not: 'unplaced' } }, include: { unit: true } });
    if (!area || (unitCode !== null && unitCode !== area.unitCode)) return null;
    return { role, unitCode: area.unitCode, areaId, unit: area.unit.name, area: area.name };
  }
  if (role === 'hamlet' || unitCode === null) return null;
  const unit = await db.unit.findUnique({ where: { code: unitCode } });
  return unit && { role, unitCode, areaId, unit: unit.name, area: null };
}

/** Whether somebody may give that duty, and take it away. `seen`: that the place exists is no secret to them. */
export function mayGive(scope: Scope | null, { role, unitCode, areaId }: Duty): { may: boolean; seen: boolean } {
  if (scope === null || scope.operator) return { may: true, seen: true };
  const ofWard = unitCode !== null && scope.wards.includes(unitCode);
  const ofArea = areaId !== null && scope.areas.includes(areaId);
  const may =
    (scope.city && (role === 'city' || role === 'ward')) ||
    (ofWard && (role === 'ward' || role === 'hamlet' || role === 'helper')) ||
    (ofArea && role === 'helper');
  return { may, seen: may || unitCode === null || scope.city || ofWard || ofArea };
}

/** "chi hội trưởng khuyến học Khu phố 3, Phường Bến Cát". */
export function dutySentence({ role, unit, area }: Pick<NamedDuty, 'role' | 'unit' | 'area'>): Sentence {
  const place = { unit: unit ?? '', area: area ?? '' };
  return { key: role === 'helper' && area === null ? 'act.office.helperWard' : `act.office.${role}`, params: place };
}
