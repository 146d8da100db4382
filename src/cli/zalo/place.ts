/** Which OA is to be connected, and where its tokens are kept. */
import { CannotStart } from '../../cannot-start.ts';
import { type Credentials, readCredentials, withEnvironment } from '../../channel/zalo/credentials.ts';
import { SealBroken } from '../../channel/zalo/seal.ts';
import { ensureChannelAccount } from '../../db/channel-account.ts';
import { systemIds } from '../../system.ts';
import type { Desk } from './desk.ts';

export interface Place {
  oaId: string;
  keys: Pick<Credentials, 'appId' | 'appSecret' | 'oaSecretKey'>;
  /** It has a record, so that a running service may speak for it. */
  known: boolean;
  /** Makes the record where there is none. Returns ChannelAccount.id. */
  open(): Promise<string>;
  /** All that is to be kept, but for the new tokens. */
  base(kept: Credentials | null, now: Date): Credentials;
}

export async function environmentPlace({ zalo, db }: Desk): Promise<Place> {
  const { oaId, appId, appSecret, oaSecretKey } = zalo;
  const key = { channel: 'zalo', externalId: oaId } as const;
  return {
    oaId,
    keys: { appId, appSecret, oaSecretKey },
    known: (await db.channelAccount.findUnique({ where: { channel_externalId: key } })) !== null,
    open: () => ensureChannelAccount({ db, ids: systemIds }, key),
    base: (kept, now) => withEnvironment(kept, zalo, now),
  };
}

/** Asks for what only this OA has, unless it is kept already. @param named name of the Hội, or the code of its ward */
export async function organisationPlace(desk: Desk, named: string): Promise<Place> {
  const { zalo, db, terminal } = desk;
  const organisation = await findOrganisation(desk, named);
  const before = await keptOf(desk, organisation.channels);
  const oaId = before?.oaId ?? (await terminal.ask(`Id of the OA of ${organisation.name}: `));
  if (!/^\d+$/.test(oaId)) throw new CannotStart('The id of an OA has digits only. Nothing was changed.');
  if (oaId === zalo.oaId) throw new CannotStart(`OA ${oaId} is that of the environment: connect it without --organisation.`);
  const owner = await db.channelAccount.findUnique({
    where: { channel_externalId: { channel: 'zalo', externalId: oaId } },
    select: { id: true, organisation: { select: { id: true, name: true } } },
  });
  if (owner && owner.organisation.id !== organisation.id)
    throw new CannotStart(`OA ${oaId} belongs to ${owner.organisation.name}. Nothing was changed.`);
  const oaSecretKey = before?.oaSecretKey ?? (await terminal.ask('Its OA secret key (shown where the webhook is set): ', { secret: true }));
  if (!/^[\x21-\x7e]{4,200}$/.test(oaSecretKey))
    throw new CannotStart('An OA secret key has letters, digits and signs, and no space. Nothing was changed.');
  const keys = { appId: zalo.appId, appSecret: zalo.appSecret, oaSecretKey };
  return {
    oaId,
    keys,
    known: owner !== null,
    open: async () => owner?.id ?? (await makeAccount(desk, { oaId, organisationId: organisation.id })),
    base: (kept) => ({ tokens: null, ...kept, ...keys, oaId }),
  };
}

async function findOrganisation({ db }: Desk, named: string) {
  const all = await db.organisation.findMany({
    where: { until: null },
    orderBy: { name: 'asc' },
    select: { id: true, name: true, unitCode: true, channels: { where: { channel: 'zalo' } } },
  });
  const found = all.find(({ unitCode, name }) => unitCode === named || name === named);
  if (found) return found;
  const names = all.map(({ name, unitCode }) => `  ${name}${unitCode === null ? '' : ` (${unitCode})`}`);
  throw new CannotStart(`There is no Hội called ${named}. There are:\n${names.join('\n')}`);
}

/** What is kept of an OA of its own; what cannot be opened is asked for anew. */
async function keptOf({ raw, secret, zalo }: Desk, channels: readonly { id: string; externalId: string }[]): Promise<Credentials | null> {
  for (const { id } of channels.filter(({ externalId }) => externalId !== zalo.oaId)) {
    try {
      const kept = await readCredentials(raw, secret, id);
      if (kept) return kept;
    } catch (error) {
      if (!(error instanceof SealBroken)) throw error;
    }
  }
  return null;
}

async function makeAccount({ db }: Desk, { oaId, organisationId }: { oaId: string; organisationId: string }): Promise<string> {
  const id = systemIds.next();
  await db.channelAccount.create({ data: { id, channel: 'zalo', externalId: oaId, organisationId } });
  return id;
}
