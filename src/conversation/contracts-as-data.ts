import type { Subject } from '../flow/lint/subject.ts';
import { actContracts } from './acts.ts';

/** The acts as the pure lint takes them: names of arguments and outcomes. */
export function contractsAsData(): Subject['acts'] {
  const entries = Object.entries(actContracts).map(([name, { args, outcomes }]) => {
    return [name, { args: Object.keys(args.shape), outcomes: Object.keys(outcomes) }] as const;
  });
  return Object.fromEntries(entries);
}
