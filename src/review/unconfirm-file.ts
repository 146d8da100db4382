import type { Deps } from '../deps.ts';
import { type Acted, type ActOptions, actOn, ofWhole } from './act-on.ts';

/** Takes a confirmation back, with a reason; also after the khu phố meeting, which then has to propose anew. */
export async function unconfirmFile(deps: Deps, options: ActOptions & { reason: string }): Promise<Acted> {
  const { reason } = options;
  const done = await actOn(deps, options, { act: 'unconfirm', of: ofWhole(reason) }, () => ({
    act: { act: 'unconfirm', reason },
    rows: [{ act: 'unconfirm', indicator: null, value: null, reason }],
  }));
  return done.outcome === 'done' ? { outcome: 'done', seen: done.seen } : done;
}
