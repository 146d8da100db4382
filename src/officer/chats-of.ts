/** The chats in which an officer is spoken with: where an approval is given. */
import type { Deps } from '../deps.ts';

export interface OfficersChat {
  channel: 'web' | 'telegram' | 'zalo';
  /** The bot or OA that they write to. */
  externalId: string;
}

/** One of each kind and account of ours. */
export async function chatsOf({ db }: Pick<Deps, 'db'>, officerId: string): Promise<OfficersChat[]> {
  const found = await db.channelAccount.findMany({
    where: { accounts: { some: { officerAccounts: { some: { officerId, to: null } } } } },
    select: { channel: true, externalId: true },
    orderBy: [{ channel: 'asc' }, { externalId: 'asc' }],
  });
  return found;
}
