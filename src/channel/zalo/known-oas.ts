/** The OAs that this installation speaks for: that of the environment first, and those that wards have connected. */
import type { Logger } from 'pino';
import type { ZaloConfig } from '../../config.ts';
import { ensureChannelAccount } from '../../db/channel-account.ts';
import type { RawPool } from '../../db/raw.ts';
import type { Deps } from '../../deps.ts';
import { adoptEnvironment, type Credentials, readCredentials, type ZaloApp } from './credentials.ts';
import { SealBroken } from './seal.ts';

export interface KnownOa {
  channelAccountId: string;
  /** ChannelAccount.externalId */
  oaId: string;
  keys: ZaloApp;
}

export interface KnownOasParts extends Deps {
  raw: RawPool;
  /** The service's. */
  secret: Uint8Array;
}

export async function knownOas(parts: KnownOasParts, config: ZaloConfig): Promise<KnownOa[]> {
  const { db, clock, log, raw, secret } = parts;
  const first = await ensureChannelAccount(parts, { channel: 'zalo', externalId: config.oaId });
  if (!(await adoptEnvironment(raw, secret, first, { config, now: clock.now() }))) tellOfOtherSecret(log, config.oaId);
  const rows = await db.channelAccount.findMany({
    where: { channel: 'zalo', id: { not: first }, credentials: { not: null } },
    select: { id: true, externalId: true },
    orderBy: { id: 'asc' },
  });
  const { appId, appSecret, oaSecretKey } = config;
  const oas: KnownOa[] = [{ channelAccountId: first, oaId: config.oaId, keys: { appId, appSecret, oaSecretKey } }];
  for (const { id, externalId } of rows) {
    const credentials = await opened(parts, id);
    if (credentials) oas.push({ channelAccountId: id, oaId: externalId, keys: keysOf(credentials) });
    else tellOfOtherSecret(log, externalId);
  }
  return oas;
}

async function opened({ raw, secret }: KnownOasParts, channelAccountId: string): Promise<Credentials | null> {
  try {
    return await readCredentials(raw, secret, channelAccountId);
  } catch (error) {
    if (error instanceof SealBroken) return null;
    throw error;
  }
}

function keysOf({ appId, appSecret, oaSecretKey }: Credentials): ZaloApp {
  return { appId, appSecret, oaSecretKey };
}

function tellOfOtherSecret(log: Logger, oa: string): void {
  log.error({ oa }, 'Zalo: what opens this OA was stored with another SECRET_KEY (or secret.key in DATA_DIR): run `nhahoc zalo connect`');
}
