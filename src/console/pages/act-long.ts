import type { Deps } from '../../deps.ts';
import { depsOf } from '../../http/parts.ts';
import { type Scope, scopeOf } from '../../officer/scope.ts';
import { Problem } from '../../problems.ts';
import type { Visit } from '../route.ts';

/** A whole ward's list or decision, on a machine that has other things to do. */
const LONGEST_MS = 120_000;

/** As `act`, for what takes longer than a transaction is given otherwise. */
export function actLong<T>({ parts, officer }: Visit, work: (deps: Deps, scope: Scope) => Promise<T>): Promise<T> {
  return parts.prisma.$transaction(
    async (db) => {
      const deps = { ...depsOf(parts), db };
      const scope = await scopeOf(deps, officer.officerId);
      if (!scope) throw new Problem('notSignedIn');
      return work(deps, scope);
    },
    { timeout: LONGEST_MS, maxWait: LONGEST_MS },
  );
}
