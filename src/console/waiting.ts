/** What waits for an officer: the lines of the start page. */
import type { Deps } from '../deps.ts';
import { countHelp } from '../household/help-in.ts';
import type { Role } from '../officer/duty.ts';
import type { Scope } from '../officer/scope.ts';

export interface WaitingWork {
  who: readonly Role[];
  /** Where it is done. */
  path: string;
  /** Says `waits.<key>` with `{{count}}`; left out where nothing waits. */
  key: string;
  count(deps: Pick<Deps, 'db' | 'clock'>, scope: Scope): Promise<number>;
}

export const waitingWork: readonly WaitingWork[] = [
  { who: ['city', 'ward', 'hamlet'], path: '/console/help', key: 'help', count: countHelp },
];
