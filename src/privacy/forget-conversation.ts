/** What was said in a conversation: gone, in both directions. */
import { Prisma } from '../db/client.ts';
import type { Deps } from '../deps.ts';
import { queueBlobDeletion } from '../evidence/blob-deletion.ts';
import { emptySession } from '../flow/session.ts';

/**
 * Forgets every word of an account's conversation, and the files that came with it and are nobody's evidence. The keys
 * of updates stay, so that none of them can be taken a second time. What has arrived and still waits for its turn is
 * left to its turn: the update that asks for this is one of them. The lines lose the address of the chat, so that nothing
 * leads from them to a person.
 */
export async function forgetConversation(deps: Deps, accountId: string): Promise<void> {
  const { channelAccountId, externalId, language } = await deps.db.account.findUniqueOrThrow({ where: { id: accountId } });
  const chat = { channelAccountId, chatKey: externalId, state: { not: 'new' as const } };
  await queueBlobDeletion(deps, await unattachedFiles(deps, channelAccountId, externalId));
  await deps.db.inbox.updateMany({ where: chat, data: { body: Prisma.DbNull, chatKey: '' } });
  await deps.db.message.deleteMany({ where: { accountId } });
  const session = emptySession(language) as unknown as Prisma.InputJsonObject;
  await deps.db.conversation.updateMany({ where: { accountId }, data: { session, updatedAt: deps.clock.now() } });
}

async function unattachedFiles({ db }: Deps, channelAccountId: string, chatKey: string): Promise<string[]> {
  const rows = await db.$queryRaw<{ key: string }[]>`
    SELECT key FROM "Inbox", jsonb_array_elements(body -> 'items') AS item, unnest(ARRAY[item ->> 'blobKey', item ->> 'thumbKey']) AS key
    WHERE "channelAccountId" = ${channelAccountId}::uuid AND "chatKey" = ${chatKey} AND state <> 'new' AND body ->> 'type' = 'media'
      AND key IS NOT NULL AND NOT EXISTS (SELECT 1 FROM "Evidence" WHERE "blobKey" = key OR "thumbKey" = key)`;
  return rows.map(({ key }) => key);
}
