/** Whether a browser that goes over to another conversation would lose the way back to something. */
import type { Deps } from '../../deps.ts';
import { membershipOf } from '../../household/household-of.ts';
import type { Visitor } from './session.ts';

/** A household, or anything that was said: only the first visit's "start" is worth nothing. */
export async function leavesBehind(deps: Deps, { accountId, chatKey, webChannelId }: Visitor & { webChannelId: string }): Promise<boolean> {
  if (await membershipOf(deps, accountId)) return true;
  return (await deps.db.inbox.count({ where: { channelAccountId: webChannelId, chatKey } })) > 1;
}
