import type { Deps } from '../deps.ts';
import type { TellHousehold } from '../household/tell-household.ts';
import { type Acted, type ActOptions, actOn } from './act-on.ts';
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
  const done = await actOn(deps, options, ({ file }) => {
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
  const { file, seen } = done;
  const to = { householdId: file.household.id, except: options.except ?? null };
  return { outcome: 'done', seen, left, told: await options.tell(deps, to, withdrawnNotice(left)) };
}
