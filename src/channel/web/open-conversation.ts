/** A first visit: a new web account, and the browser's right to speak for it. */
import { randomBytes } from 'node:crypto';
import { audit } from '../../db/audit.ts';
import type { Deps } from '../../deps.ts';
import { grantSession } from './session.ts';

/** Returns the token for the browser's cookie. */
export async function openConversation(deps: Deps, { webChannelId }: { webChannelId: string }): Promise<string> {
  const account = await deps.db.account.create({
    data: {
      id: deps.ids.next(),
      channelAccountId: webChannelId,
      externalId: randomBytes(16).toString('base64url'),
      createdAt: deps.clock.now(),
    },
  });
  await audit(deps, { actor: `account:${account.id}`, action: 'web.open', subject: `account:${account.id}` });
  return grantSession(deps, account.id);
}
