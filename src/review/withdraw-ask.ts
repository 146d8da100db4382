import type { Deps } from '../deps.ts';
import type { TellHousehold } from '../household/tell-household.ts';
import { type Acted, type ActOptions, actOn, tellOf } from './act-on.ts';
import { withdrawnNotice } from './notices.ts';

export interface WithdrawOptions extends ActOptions {
  /** Which of them; absent: all. */
  indicators?: readonly string[];
  tell: TellHousehold;
  except?: string | null;
}

/** What was asked back is not wanted any more; with the last of it, the file is with officers again as it was sent. */
export async function withdrawAsk(deps: Deps, options: WithdrawOptions): Promise<Acted<{ told: number; left: number }>> {
  let left = 0;
  const of = options.indicators?.map((indicator) => ({ indicator, value: null, reason: null })) ?? null;
  const done = await actOn(deps, options, { act: 'withdraw', of }, ({ file }) => {
    const standing = (file.asked?.items ?? []).map(({ indicator }) => indicator);
    const chosen = standing.filter((id) => options.indicators === undefined || options.indicators.includes(id));
    if (options.indicators?.some((id) => !standing.includes(id))) return { why: 'noSuchItem' };
    left = standing.length - chosen.length;
    return {
      act: { act: 'withdraw', items: chosen.length },
      rows: chosen.map((indicator) => ({ act: 'withdraw', indicator, value: null, reason: null })),
    };
  });
  if (done.outcome !== 'done') return done;
  if (done.again) left = done.file.asked?.items.length ?? 0;
  return { outcome: 'done', seen: done.seen, left, told: await tellOf(deps, done, options, withdrawnNotice(left)) };
}
