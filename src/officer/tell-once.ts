/** Telling an officer something unasked: each once a rule and date, whoever is restarted and however many look at once. */
import type { PrismaClient } from '../db/client.ts';
import type { Deps } from '../deps.ts';
import type { Notice, TellOfficer } from '../household/tell-household.ts';
import { lockOfficers } from './lock-officers.ts';
import { type Scope, scopeOf } from './scope.ts';

/** As in tell-decided.ts. */
const TELL_MS = 20_000;

export interface Telling {
  officerId: string;
  /** What asks for it, and the local date on which it does. */
  rule: string;
  date: string;
  tell: TellOfficer;
}

/**
 * In a transaction of its own.
 * @param noticeOf what is said, from what the officer looks after; null: there is nothing to say
 * @returns false: another process was faster, nothing is to be said, or there is no chat to say it in. That it was looked at is noted all the same.
 */
export function tellOnce(
  deps: Deps & { db: PrismaClient },
  { officerId, rule, date, tell }: Telling,
  noticeOf: (deps: Deps, scope: Scope) => Promise<Notice | null>,
): Promise<boolean> {
  return deps.db.$transaction(
    async (db) => {
      const locked = { ...deps, db };
      await lockOfficers(locked, [officerId]);
      const at = deps.clock.now();
      // Of one moment with its messages: by that they are found again (reminder/recall-nudges.ts).
      const within = { ...locked, clock: { now: () => at } };
      const occurrence = { rule, target: targetOf(officerId), date: storedDate(date), at };
      const { count } = await db.occurrence.createMany({ data: [occurrence], skipDuplicates: true });
      const scope = count === 1 ? await scopeOf(within, officerId) : null;
      const notice = scope && (await noticeOf(within, scope));
      return notice !== null && (await tell(within, officerId, notice)) > 0;
    },
    { timeout: TELL_MS, maxWait: TELL_MS },
  );
}

/** Of these officers, in their order. */
export async function notYetTold(
  { db }: Pick<Deps, 'db'>,
  officerIds: readonly string[],
  { rule, date }: Pick<Telling, 'rule' | 'date'>,
): Promise<string[]> {
  if (officerIds.length === 0) return [];
  const done = await db.occurrence.findMany({ where: { rule, date: storedDate(date) }, select: { target: true } });
  const targets = new Set(done.map(({ target }) => target));
  return officerIds.filter((officerId) => !targets.has(targetOf(officerId)));
}

/** As `Occurrence` names an officer. */
export function targetOf(officerId: string): string {
  return `officer:${officerId}`;
}

/** A local date as `Occurrence` keeps it. */
export function storedDate(date: string): Date {
  return new Date(`${date}T00:00:00Z`);
}
