import { audit } from '../db/audit.ts';
import { isId } from '../db/is-id.ts';
import type { Deps } from '../deps.ts';
import { hashSecretCode } from '../household/household-code.ts';
import type { Scope } from '../officer/scope.ts';
import { dutyAt, helpsIn } from './places.ts';
import { ASK_MINUTES, after, readVisit, visitCode } from './visit.ts';

export interface BeginOptions {
  scope: Scope;
  /** A household that is known … */
  householdId?: string;
  /** … or the khu phố of a new one. */
  areaId?: string;
  /** What the form that begins it calls it: sent twice, it begins one visit. */
  form?: string;
  secret: Uint8Array;
}

type Begun = { outcome: 'begun'; assistId: string } | { outcome: 'notFound' };

/**
 * Begins a visit, or goes on with the one that this officer has with the household. Nothing is asked or kept of it yet. Needs a
 * transaction.
 */
export async function beginVisit(deps: Deps, { scope, householdId, areaId, form, secret }: BeginOptions): Promise<Begun> {
  const { db, clock, ids } = deps;
  const area = await areaOf(deps, { scope, householdId, areaId });
  const role = area && dutyAt(scope, area);
  if (!area || !role) return { outcome: 'notFound' };
  const { officerId } = scope;
  await db.$queryRaw`SELECT 1 FROM "Officer" WHERE id = ${officerId}::uuid FOR NO KEY UPDATE`;
  const before = isId(form) ? await db.assist.findUnique({ where: { id: form }, select: { id: true, officerId: true } }) : null;
  if (before?.officerId === officerId) return { outcome: 'begun', assistId: before.id };
  const going = householdId === undefined ? null : await goingOn(deps, scope, householdId);
  if (going !== null) return { outcome: 'begun', assistId: going };
  const [id, codeId, at] = [isId(form) && !before ? form : ids.next(), ids.next(), clock.now()];
  const askUntil = after(at, ASK_MINUTES);
  await db.assist.create({ data: { id, officerId, role, areaId: area.id, householdId: householdId ?? null, at, askUntil } });
  const hash = hashSecretCode(secret, visitCode(secret, codeId));
  const code = { id: codeId, kind: 'assist' as const, hash, assistId: id, officerId, createdAt: at, expiresAt: askUntil };
  await db.code.create({ data: { ...code, householdId: householdId ?? null } });
  const detail = { area: area.id, household: householdId ?? null, role };
  await audit(deps, { actor: `officer:${officerId}`, action: 'assist.begin', subject: `assist:${id}`, detail });
  return { outcome: 'begun', assistId: id };
}

/** Where the household lives, or is to; null: there is none such where they help. */
async function areaOf(
  { db }: Deps,
  { scope, householdId, areaId }: { scope: Scope; householdId: string | undefined; areaId: string | undefined },
) {
  const select = { id: true, unitCode: true };
  if (householdId === undefined)
    return areaId !== undefined && isId(areaId) ? db.area.findFirst({ where: { AND: [{ id: areaId }, helpsIn(scope)] }, select }) : null;
  if (!isId(householdId)) return null;
  const where = { id: householdId, mergedIntoId: null, area: helpsIn(scope) };
  return (await db.household.findFirst({ where, select: { area: { select } } }))?.area ?? null;
}

async function goingOn(deps: Deps, scope: Scope, householdId: string): Promise<string | null> {
  const newest = await deps.db.assist.findFirst({
    where: { officerId: scope.officerId, householdId, endedAt: null },
    orderBy: { at: 'desc' },
    select: { id: true },
  });
  const visit = newest && (await readVisit(deps, scope, newest.id));
  return visit?.state === 'asking' || visit?.state === 'filling' ? visit.id : null;
}
