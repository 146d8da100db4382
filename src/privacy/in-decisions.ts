/** Lines of decisions that were issued: a decision is the ward's, so they stay whatever a household has us let go of. */
import type { Deps } from '../deps.ts';
import { householdsOf } from './members.ts';

export function linesIn({ db }: Pick<Deps, 'db'>, householdIds: readonly string[]): Promise<number> {
  return db.decisionLine.count({ where: { householdId: { in: [...householdIds] }, left: null, decision: { state: 'issued' } } });
}

/** Of the households of which this account is a member now. */
export async function linesOfMember(deps: Deps, accountId: string): Promise<number> {
  return linesIn(deps, await householdsOf(deps, accountId));
}
