/** The call for help that waits longest, for an officer who answers them one by one. */
import type { Deps } from '../deps.ts';
import type { Scope } from '../officer/scope.ts';
import { helpFor } from './help-in.ts';
import { type ListedHelp, listHelp } from './list-help.ts';

export interface NextHelp {
  call: ListedHelp;
  /** Of all that nobody has taken, or they themselves. */
  count: number;
}

/**
 * What others have taken is theirs. Null: there is none, or none behind that one. Needs a transaction.
 * @param after the call that is left for later; null: from the first
 */
export async function nextHelp(deps: Deps, { scope, after }: { scope: Scope; after: string | null }): Promise<NextHelp | null> {
  const [call] = (await listHelp(deps, { scope, after, most: 1, theirs: true })).calls;
  return call ? { call, count: await countFor(deps, scope) } : null;
}

export function countFor({ db }: Pick<Deps, 'db'>, scope: Scope): Promise<number> {
  return db.helpRequest.count({ where: helpFor(scope) });
}
