/** What waits for an officer: the lines of the start page. */
import type { Role } from '../officer/duty.ts';
import type { Waits } from '../officer/what-waits.ts';

export interface WaitingWork {
  who: readonly Role[];
  /** Where it is done. */
  path: string;
  /** Says `waits.<key>` with `{{count}}`; left out where nothing waits. */
  key: keyof Waits;
}

export const waitingWork: readonly WaitingWork[] = [
  { who: ['ward', 'hamlet'], path: '/console/queue', key: 'objected' },
  { who: ['ward'], path: '/console/decisions', key: 'second' },
  { who: ['ward'], path: '/console/decisions', key: 'leftBehind' },
  { who: ['ward'], path: '/console/announcements', key: 'sendSecond' },
  { who: ['ward', 'hamlet'], path: '/console/queue', key: 'queue' },
  { who: ['ward', 'hamlet'], path: '/console/queue?stage=overdue', key: 'overdue' },
  { who: ['ward', 'hamlet'], path: '/console/outcomes', key: 'toAsk' },
  { who: ['ward', 'hamlet'], path: '/console/outcomes', key: 'inPerson' },
  { who: ['ward', 'hamlet'], path: '/console/outcomes', key: 'news' },
  { who: ['ward', 'hamlet'], path: '/console/households?standing=toConfirm', key: 'toConfirm' },
  { who: ['ward'], path: '/console/households?standing=unplaced', key: 'unplaced' },
  { who: ['ward', 'hamlet'], path: '/console/doubles', key: 'doubles' },
  { who: ['ward', 'hamlet'], path: '/console/queue', key: 'byOthers' },
  { who: ['city', 'ward', 'hamlet'], path: '/console/help', key: 'help' },
];
