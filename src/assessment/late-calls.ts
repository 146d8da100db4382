/** Calls with which households ask to be let send late: each ends once it is answered, or once nobody can be let any more. */
import { audit } from '../db/audit.ts';
import type { Prisma, PrismaClient } from '../db/client.ts';
import type { Deps } from '../deps.ts';
import { LATE } from './ask-late.ts';
import { justClosed, sentAmong } from './late.ts';
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

/** False: it is over already, or they have added words of their own since it was read. */
async function endCall(deps: Deps, actor: string, { id, note }: { id: string; note: string | null }): Promise<boolean> {
  const data = note === null ? { state: 'closed' as const, closedAt: deps.clock.now() } : { about: null };
  const { count } = await deps.db.helpRequest.updateMany({ where: { id, note, ...waiting }, data });
  if (count > 0 && note === null) await audit(deps, { actor, action: 'help.close', subject: `help:${id}` });
  return count > 0;
}

/**
 * Those of wards in which nobody can be let any more (the list is made, or the next window is open), and of households whose form is there by
 * now: they sent it, or their khu phố did without. Run by a job; returns how many ended. Each ends by itself: a city has thousands of them.
 */
export async function endLateCalls(deps: Deps & { db: PrismaClient }): Promise<number> {
  let ended = 0;
  for (const call of await callsOver(deps)) {
    if (await deps.db.$transaction((db) => endCall({ ...deps, db }, 'system', call))) ended += 1;
  }
  return ended;
}

async function callsOver(deps: Deps): Promise<{ id: string; note: string | null }[]> {
  const where = { ...waiting, unitCode: { not: null } };
  const calls = await deps.db.helpRequest.findMany({ where, select: waitingCall });
  if (calls.length === 0) return [];
  const units = [...new Set(calls.flatMap(({ unitCode }) => unitCode ?? []))];
  const stored = await seasonsOf(deps, units);
  const now = deps.clock.now();
  const closed = new Map(units.map((code) => [code, justClosed(stored, code, now)?.id]));
  const asked = calls.map(({ id, note, unitCode, account }) => ({
    ...{ id, note, seasonId: closed.get(unitCode ?? ''), householdId: account.memberships[0]?.householdId },
  }));
  const sent = await sentAmong(deps, asked);
  return asked.filter((call) => call.seasonId === undefined || sent.has(call));
}

const waitingCall = {
  ...{ id: true, note: true, unitCode: true },
  account: { select: { memberships: { where: { to: null }, orderBy: { from: 'desc' }, take: 1, select: { householdId: true } } } },
} satisfies Prisma.HelpRequestSelect;
