/** The city looks for one household's file by its code, having said why: found, it is open to it for a while, and the ward is told. */
import type { Deps } from '../deps.ts';
import { readCode } from '../household/household-code.ts';
import type { Scope } from '../officer/scope.ts';
import type { CityReason } from './looks-from-above.ts';
import { openFile } from './open-file.ts';

export type LookedFor =
  | { outcome: 'open'; assessmentId: string }
  /** No such household, it began nothing, or nobody of it agrees any more. */
  | { outcome: 'notFound' };

export interface LookOptions {
  scope: Scope;
  /** As it was typed. */
  code: string;
  why: CityReason;
}

/** The newest file of that household, or of the one it was merged into. Needs a transaction. */
export async function lookForCity(deps: Deps, { scope, code: typed, why }: LookOptions): Promise<LookedFor> {
  const code = readCode(typed);
  if (!scope.city || code === null) return { outcome: 'notFound' };
  const household = await standing(deps, { code });
  if (!household) return { outcome: 'notFound' };
  const newest = await deps.db.assessment.findFirst({
    where: { householdId: household.id },
    orderBy: [{ openedAt: 'desc' }, { id: 'desc' }],
    select: { id: true },
  });
  if (!newest) return { outcome: 'notFound' };
  const opened = await openFile(deps, { scope, assessmentId: newest.id, why });
  return opened.outcome === 'open' ? { outcome: 'open', assessmentId: newest.id } : { outcome: 'notFound' };
}

/** The household itself, or the one that it went into, however often that happened. */
async function standing(deps: Deps, where: { code: string } | { id: string }): Promise<{ id: string } | null> {
  const found = await deps.db.household.findUnique({ where, select: { id: true, mergedIntoId: true } });
  return found?.mergedIntoId ? standing(deps, { id: found.mergedIntoId }) : found;
}
