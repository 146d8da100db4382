/** One visit: an officer is with a household, asks for its consent on the spot, and fills in what it says. */
import { createHmac } from 'node:crypto';
import type { Deps } from '../deps.ts';
import { codeFrom } from '../household/household-code.ts';
import { lockToTell } from '../household/lock-to-tell.ts';
import type { Scope } from '../officer/scope.ts';
import { inUse } from '../review/in-use.ts';
import { helpsIn } from './places.ts';

const MINUTE_MS = 60_000;
/** So long the household can be asked: as long as six digits live. */
export const ASK_MINUTES = 30;
/** So long a yes on the spot lasts: who comes back in the afternoon asks again. */
export const FILL_HOURS = 4;

export function after(now: Date, minutes: number): Date {
  return new Date(now.getTime() + minutes * MINUTE_MS);
}

/** How a visit stands. `over`: its time is, or the household does not agree any more. */
export type VisitState = 'asking' | 'filling' | 'over' | 'refused' | 'sent' | 'withdrawn';

export interface Visit {
  id: string;
  officerId: string;
  role: 'ward' | 'hamlet' | 'helper';
  areaId: string;
  /** Null: a new household, which is there once it agrees. */
  householdId: string | null;
  askUntil: Date;
  agreedAt: Date | null;
  filledAt: Date | null;
  state: VisitState;
}

const select = {
  id: true,
  officerId: true,
  role: true,
  areaId: true,
  householdId: true,
  askUntil: true,
  agreedAt: true,
  until: true,
  filledAt: true,
  endedAt: true,
  end: true,
} as const;

/** Null: not there, another officer's, or of a place where they have no duty any more. */
export async function readVisit(deps: Deps, scope: Scope, assistId: string): Promise<Visit | null> {
  const row = await deps.db.assist.findFirst({ where: { id: assistId, officerId: scope.officerId, area: helpsIn(scope) }, select });
  if (!row) return null;
  const { until, endedAt, end, role, ...visit } = row;
  return { ...visit, role: role as Visit['role'], state: await stateOf(deps, row) };
}

async function stateOf(
  deps: Deps,
  row: { householdId: string | null; askUntil: Date; agreedAt: Date | null; until: Date | null; end: string | null; endedAt: Date | null },
): Promise<VisitState> {
  const { householdId, askUntil, agreedAt, until, end, endedAt } = row;
  const now = deps.clock.now();
  if (endedAt !== null) return end === 'refused' || end === 'sent' || end === 'withdrawn' ? end : 'over';
  if (agreedAt === null) return askUntil > now ? 'asking' : 'over';
  if (householdId === null || until === null || until <= now) return 'over';
  return (await inUse(deps, [householdId])).has(householdId) ? 'filling' : 'over';
}

export type Filling = Visit & { householdId: string; state: 'filling' };

/**
 * The visit of a household that agrees, to fill in for it: its members' conversations and it are locked to the end of the
 * transaction. Null: not there; `over`: it is not to be filled in any more.
 */
export async function holdVisit(deps: Deps, scope: Scope, assistId: string): Promise<Filling | 'over' | null> {
  const found = await readVisit(deps, scope, assistId);
  if (!found) return null;
  if (found.householdId !== null) await lockToTell(deps, found.householdId);
  const visit = await readVisit(deps, scope, assistId);
  return visit?.state === 'filling' && visit.householdId !== null ? (visit as Filling) : 'over';
}

/** Locked until the end of the transaction, so that one answer to the question counts. The household's lock comes first. */
export async function lockVisit({ db }: Pick<Deps, 'db'>, assistId: string): Promise<void> {
  await db.$queryRaw`SELECT 1 FROM "Assist" WHERE id = ${assistId}::uuid FOR UPDATE`;
}

/** What stands behind the QR on the officer's page, so that it can be shown again although only its hash is stored. */
export function visitCode(secret: Uint8Array, codeId: string): string {
  return codeFrom(createHmac('sha256', secret).update(`assist:${codeId}`).digest('hex'));
}

/** The household said yes; from now on it is filled in. */
export async function markAgreed(
  { db, clock }: Deps,
  { assistId, householdId, isNew, consentId }: { assistId: string; householdId: string; isNew: boolean; consentId: string },
): Promise<void> {
  const agreedAt = clock.now();
  const data = { agreedAt, consentId, until: after(agreedAt, FILL_HOURS * 60), ...(isNew ? { householdId } : {}) };
  await db.assist.update({ where: { id: assistId }, data });
}

export async function endVisit({ db, clock }: Deps, assistId: string, end: 'refused' | 'sent' | 'withdrawn'): Promise<void> {
  await db.assist.updateMany({ where: { id: assistId, endedAt: null }, data: { endedAt: clock.now(), end } });
}
