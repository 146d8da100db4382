import { audit } from '../db/audit.ts';
import { isId } from '../db/is-id.ts';
import type { Deps } from '../deps.ts';
import type { Scope } from '../officer/scope.ts';
import { checkFields, type FieldMistake, type TrainingFields } from './training-fields.ts';

export interface PlanTraining extends TrainingFields {
  scope: Scope;
  unitCode: string;
  /** Only these khu phố; none: the whole ward. */
  areaIds: readonly string[];
  audience: 'households' | 'officers' | 'both';
}

export type PlannedTraining =
  | { outcome: 'planned'; trainingId: string }
  | { outcome: 'mistakes'; mistakes: FieldMistake[] }
  /** No place of theirs. */
  | { outcome: 'notFound' };

/** Nobody is told yet: who may come is invited, or hears of it at the door. Needs a transaction. */
export async function planTraining(deps: Deps, options: PlanTraining): Promise<PlannedTraining> {
  const { scope, unitCode, areaIds, audience } = options;
  const { db, clock, ids } = deps;
  if (!(await areTheirs(deps, options))) return { outcome: 'notFound' };
  const checked = checkFields(options, clock.now(), null);
  if ('mistakes' in checked) return { outcome: 'mistakes', ...checked };
  const id = ids.next();
  const { officerId } = scope;
  const places = { unitCode, areaIds: [...new Set(areaIds)] };
  await db.training.create({ data: { id, ...places, audience, ...checked.ok, officerId, createdAt: clock.now() } });
  await audit(deps, {
    ...{ actor: `officer:${officerId}`, action: 'training.plan', subject: `training:${id}` },
    detail: { unit: unitCode, areas: places.areaIds.length, audience, technology: checked.ok.technology },
  });
  return { outcome: 'planned', trainingId: id };
}

/** A ward's officer chooses among all its khu phố, who looks after some khu phố among those. */
async function areTheirs({ db }: Deps, { scope, unitCode, areaIds }: PlanTraining): Promise<boolean> {
  const ofWard = scope.wards.includes(unitCode);
  if (areaIds.length === 0) return ofWard;
  if (!areaIds.every(isId)) return false;
  const wanted = [...new Set(areaIds)];
  const found = await db.area.findMany({ where: { id: { in: wanted }, unitCode }, select: { id: true } });
  return found.length === wanted.length && (ofWard || wanted.every((id) => scope.areas.includes(id)));
}
