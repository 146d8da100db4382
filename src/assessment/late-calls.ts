/** Calls with which households ask to be let send late: each ends once it is answered, or once nobody can be let any more. */
import { audit } from '../db/audit.ts';
import type { Prisma, PrismaClient } from '../db/client.ts';
import type { Deps } from '../deps.ts';
import { LATE } from './ask-late.ts';
import { justClosed } from './late.ts';
import { seasonsOf } from './season-of.ts';

/** When the household asked first; null: nobody of it waits. */
export async function lateCallOf({ db }: Pick<Deps, 'db'>, householdId: string): Promise<{ at: Date } | null> {
  return db.helpRequest.findFirst({ where: waitingOf(householdId), orderBy: { at: 'asc' }, select: { at: true } });
}

/** They have their answer. What one of them asks in words besides waits on. Needs a transaction. */
export async function answerCalls(deps: Deps, { actor, householdId }: { actor: string; householdId: string }): Promise<void> {
  const calls = await deps.db.helpRequest.findMany({ where: waitingOf(householdId), select: { id: true, note: true } });
  for (const call of calls) await endCall(deps, actor, call);
}

/** Calls of its members. */
function waitingOf(householdId: string): Prisma.HelpRequestWhereInput {
  return { account: { memberships: { some: { householdId, to: null } } }, ...waiting };
}

const waiting = { about: LATE, state: { not: 'closed' } } satisfies Prisma.HelpRequestWhereInput;

async function endCall(deps: Deps, actor: string, { id, note }: { id: string; note: string | null }): Promise<void> {
  const data = note === null ? { state: 'closed' as const, closedAt: deps.clock.now() } : { about: null };
  await deps.db.helpRequest.update({ where: { id }, data });
  if (note === null) await audit(deps, { actor, action: 'help.close', subject: `help:${id}` });
}

/** Those of wards in which nobody can be let any more: the list is made, or the next window is open. Run by a job; returns how many ended. */
export function endLateCalls(deps: Deps & { db: PrismaClient }): Promise<number> {
  return deps.db.$transaction((db) => endOver({ ...deps, db }));
}

async function endOver(deps: Deps): Promise<number> {
  const where = { ...waiting, unitCode: { not: null } };
  const calls = await deps.db.helpRequest.findMany({ where, select: { id: true, note: true, unitCode: true } });
  if (calls.length === 0) return 0;
  const units = [...new Set(calls.flatMap(({ unitCode }) => unitCode ?? []))];
  const stored = await seasonsOf(deps, units);
  const over = new Set(units.filter((code) => justClosed(stored, code, deps.clock.now()) === null));
  const ended = calls.filter(({ unitCode }) => over.has(unitCode ?? ''));
  for (const call of ended) await endCall(deps, 'system', call);
  return ended.length;
}
