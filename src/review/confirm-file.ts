import type { Deps } from '../deps.ts';
import type { TellHousehold } from '../household/tell-household.ts';
import { type Acted, type ActOptions, actOn, ofWhole, tellOf } from './act-on.ts';
import { changedNotice } from './notices.ts';

/**
 * What was sent stands, with the changes made at this level. A household whose answers were seen otherwise is told, so that it
 * can say what it thinks of that.
 * @param options.except the officer's own account, where they act in chat
 */
export async function confirmFile(
  deps: Deps,
  options: ActOptions & { tell: TellHousehold; except?: string | null },
): Promise<Acted<{ told: number }>> {
  const done = await actOn(deps, options, { act: 'confirm', of: ofWhole() }, ({ level }) => ({
    act: { act: 'confirm', level },
    rows: [{ act: 'confirm', indicator: null, value: null, reason: null }],
  }));
  if (done.outcome !== 'done') return done;
  const { file, level, seen } = done;
  // The ward's were told when it made them.
  const items = level === 'hamlet' ? file.changes.filter((change) => change.level === level).length : 0;
  const told = items > 0 ? await tellOf(deps, done, options, changedNotice(items)) : 0;
  return { outcome: 'done', seen, told };
}
