/** Takes a ward's list in: all of it, or nothing. */
import { audit } from '../db/audit.ts';
import { Prisma } from '../db/client.ts';
import type { Deps } from '../deps.ts';
import { nameKey } from '../household/head-name.ts';
import { basisOf } from './basis.ts';
import { insertHouseholds } from './insert-households.ts';
import { isIdle, type RosterPlan } from './plan-roster.ts';
import { areaIdsIn, type PlannedRoster, type PreviewedRoster, previewRoster, type RosterOptions, speaksSql } from './preview-roster.ts';

export interface ApplyOptions extends RosterOptions {
  /** SHA-256 of the file, hex. */
  sha256: string;
  /** In the officer's words; counts only where the file names people. */
  legalBasis: string;
  /** Of the preview that the officer saw. */
  seen: string;
}

export interface RosterCounts {
  newAreas: number;
  changedAreas: number;
  newHouseholds: number;
  changedHouseholds: number;
}

export type AppliedRoster =
  | { outcome: 'applied'; counts: RosterCounts }
  /** What would change is something else by now: nothing was written. */
  | (Omit<PlannedRoster, 'outcome'> & { outcome: 'changed' })
  /** It names people, and nobody has said on what basis. */
  | (Omit<PlannedRoster, 'outcome'> & { outcome: 'basisMissing' })
  | Exclude<PreviewedRoster, PlannedRoster>;

/** Needs a transaction. */
export async function applyRoster(deps: Deps, options: ApplyOptions): Promise<AppliedRoster> {
  const { scope, unitCode } = options;
  // Two officers who bring lists at once come one after the other, and with them whoever adds a khu phố by hand.
  await deps.db.$queryRaw`SELECT code FROM "Unit" WHERE code = ${unitCode} FOR NO KEY UPDATE`;
  await deps.db.$queryRaw`SELECT id FROM "Area" WHERE "unitCode" = ${unitCode} ORDER BY id FOR NO KEY UPDATE`;
  const planned = await previewRoster(deps, options);
  if (planned.outcome !== 'planned') return planned;
  if (planned.seen !== options.seen && isIdle(planned.plan) && (await wasTaken(deps, options)))
    return { outcome: 'applied', counts: countsOf(planned.plan) };
  if (planned.seen !== options.seen) return { ...planned, outcome: 'changed' };
  const legalBasis = planned.names ? basisOf(options.legalBasis) : null;
  if (planned.names && legalBasis === null) return { ...planned, outcome: 'basisMissing' };
  const { plan } = planned;
  await writeAreas(deps, plan, options);
  await writeHouseholds(deps, plan, unitCode);
  const counts = countsOf(plan);
  const id = deps.ids.next();
  const { officerId } = scope;
  const { sha256 } = options;
  await deps.db.rosterImport.create({
    data: { id, unitCode, officerId, at: deps.clock.now(), sha256, legalBasis, counts: { ...counts } },
  });
  const detail = { unit: unitCode, names: planned.names, ...counts };
  await audit(deps, { actor: `officer:${officerId}`, action: 'roster.import', subject: `rosterImport:${id}`, detail });
  return { outcome: 'applied', counts };
}

/** The same officer brought that file last, and it says what is there: a button that is pressed twice does it once. */
async function wasTaken({ db }: Deps, { scope, unitCode, sha256 }: ApplyOptions): Promise<boolean> {
  const last = await db.rosterImport.findFirst({ where: { unitCode }, orderBy: [{ at: 'desc' }, { id: 'desc' }] });
  return last?.sha256 === sha256 && last.officerId === scope.officerId;
}

function countsOf({ newAreas, changedAreas, newHouseholds, changedHouseholds }: RosterPlan): RosterCounts {
  return {
    newAreas: newAreas.length,
    changedAreas: changedAreas.length,
    newHouseholds: newHouseholds.length,
    changedHouseholds: changedHouseholds.length,
  };
}

async function writeAreas(deps: Deps, { newAreas, changedAreas }: RosterPlan, { unitCode, scope }: ApplyOptions): Promise<void> {
  const added = newAreas.map(({ name, kind, permanent, temporary }) => ({
    ...{ id: deps.ids.next(), unitCode, name, kind },
    ...{ householdsPermanent: permanent, householdsTemporary: temporary },
  }));
  await deps.db.area.createMany({ data: added });
  const [actor, at] = [`officer:${scope.officerId}`, deps.clock.now()];
  await deps.db.audit.createMany({
    data: added.map(({ id }) => ({ at, actor, action: 'area.add', subject: `area:${id}`, detail: { unit: unitCode } })),
  });
  await deps.db.$executeRaw`
    UPDATE "Area" a SET "householdsPermanent" = x.permanent, "householdsTemporary" = x.temporary
    FROM jsonb_to_recordset(${JSON.stringify(changedAreas)}::jsonb) AS x(id uuid, permanent int, temporary int)
    WHERE a.id = x.id`;
}

async function writeHouseholds(deps: Deps, { newHouseholds, changedHouseholds }: RosterPlan, unitCode: string): Promise<void> {
  const areas = await areaIdsIn(deps, unitCode);
  const placed = newHouseholds.map(({ areaKey: key, ...household }) => ({ ...household, areaId: areas.get(key) as string }));
  await insertHouseholds(deps, placed);
  const changed = changedHouseholds.map((household) => ({ ...household, headNameKey: nameKey(household.headName) }));
  // In the order in which a sheet and a queue lock them.
  const ids = changed.map(({ id }) => id);
  await deps.db.$queryRaw`SELECT 1 FROM "Household" WHERE id = ANY(${ids}::uuid[]) ORDER BY id FOR UPDATE`;
  // Whom somebody has begun to speak for since is left to them.
  await deps.db.$executeRaw`
    UPDATE "Household" h
    SET "headName" = x."headName", "headNameKey" = x."headNameKey", residence = x.residence::"ResidenceKind", "updatedAt" = ${deps.clock.now()}
    FROM jsonb_to_recordset(${JSON.stringify(changed)}::jsonb) AS x(id uuid, "headName" text, "headNameKey" text, residence text)
    WHERE h.id = x.id AND NOT ${Prisma.raw(speaksSql)}`;
}
