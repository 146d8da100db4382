/** Bots, OAs and the built-in web chat, as records that people's accounts hang on. */
import type { Deps } from '../deps.ts';
import { presentCity } from './city.ts';

export interface ChannelKey {
  channel: 'web' | 'telegram' | 'zalo';
  /** Bot id, OA id; "web" for the built-in chat. */
  externalId: string;
}

/** The record's id. Made at the first start that names it, for the city's Hội; it stays when it is no longer named. */
export async function ensureChannelAccount({ db, ids }: Pick<Deps, 'db' | 'ids'>, key: ChannelKey): Promise<string> {
  const where = { channel_externalId: key };
  const known = await db.channelAccount.findUnique({ where, select: { id: true } });
  if (known) return known.id;
  const { id: organisationId } = await presentCity({ db });
  // Another process may have made it meanwhile.
  await db.channelAccount.createMany({ data: [{ id: ids.next(), ...key, organisationId }], skipDuplicates: true });
  return (await db.channelAccount.findUniqueOrThrow({ where, select: { id: true } })).id;
}
