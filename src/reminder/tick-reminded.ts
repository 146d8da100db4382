/** An officer reminded a household at its door. */
import { audit } from '../db/audit.ts';
import { isId } from '../db/is-id.ts';
import type { Deps } from '../deps.ts';
import { householdsIn, type Scope } from '../officer/scope.ts';
import { toRemindIn } from './list-to-remind.ts';

export type Ticked =
  | { outcome: 'ticked' }
  /** It has done it, was told already, or is not to be told any more. */
  | { outcome: 'nothing' }
  /** Not there, or not theirs. */
  | { outcome: 'notFound' };

/** Ticked twice is ticked once. Needs a transaction. */
export async function tickReminded(deps: Deps, { scope, householdId }: { scope: Scope; householdId: string }): Promise<Ticked> {
  const { db, clock } = deps;
  const theirs = isId(householdId) && (await db.household.count({ where: { id: householdId, ...householdsIn(scope) } })) > 0;
  if (!theirs) return { outcome: 'notFound' };
  const [about] = await toRemindIn(deps, scope, householdId);
  if (!about) return { outcome: 'nothing' };
  const told = { householdId, rule: about.rule, date: new Date(`${about.date}T00:00:00Z`), officerId: scope.officerId, at: clock.now() };
  const { count } = await db.reminderTold.createMany({ data: [told], skipDuplicates: true });
  if (count === 0) return { outcome: 'nothing' };
  const detail = { rule: about.rule, date: about.date };
  await audit(deps, { actor: `officer:${scope.officerId}`, action: 'reminder.told', subject: `household:${householdId}`, detail });
  return { outcome: 'ticked' };
}
