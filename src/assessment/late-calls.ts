/** Calls with which households ask to be let send late: each ends once it is answered, or once nobody can be let any more. */
import { audit } from '../db/audit.ts';
import type { Prisma, PrismaClient } from '../db/client.ts';
import type { Deps } from '../deps.ts';
import { LATE } from './ask-late.ts';
import { hasSent, justClosed } from './late.ts';
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

/**
 * Those of wards in which nobody can be let any more (the list is made, or the next window is open), and of households whose form is there by
 * now: they sent it, or their khu phố did without. Run by a job; returns how many ended.
 */
export function endLateCalls(deps: Deps & { db: PrismaClient }): Promise<number> {
  return deps.db.$transaction((db) => endOver({ ...deps, db }));
}

async function endOver(deps: Deps): Promise<number> {
  const where = { ...waiting, unitCode: { not: null } };
  const calls = await deps.db.helpRequest.findMany({ where, select: waitingCall });
  if (calls.length === 0) return 0;
  const units = [...new Set(calls.flatMap(({ unitCode }) => unitCode ?? []))];
  const stored = await seasonsOf(deps, units);
  let ended = 0;
  for (const call of calls) {
    const season = justClosed(stored, call.unitCode ?? '', deps.clock.now());
    const householdId = call.account.memberships[0]?.householdId;
    if (season && !(householdId && (await hasSent(deps, { householdId, seasonId: season.id })))) continue;
    await endCall(deps, 'system', call);
    ended += 1;
  }
  return ended;
}

const waitingCall = {
  ...{ id: true, note: true, unitCode: true },
  account: { select: { memberships: { where: { to: null }, orderBy: { from: 'desc' }, take: 1, select: { householdId: true } } } },
} satisfies Prisma.HelpRequestSelect;
