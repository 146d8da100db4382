/** The OAs that this installation speaks for, as its database has them: that of the environment, and those that wards have connected. */
import type { Logger } from 'pino';
import type { ZaloConfig } from '../../config.ts';
import { ensureChannelAccount } from '../../db/channel-account.ts';
import type { RawPool } from '../../db/raw.ts';
import type { Deps } from '../../deps.ts';
import { adoptEnvironment, readCredentials, withApp, type ZaloApp } from './credentials.ts';
import { SealBroken } from './seal.ts';

export interface KnownOa {
  channelAccountId: string;
  /** ChannelAccount.externalId */
  oaId: string;
  keys: ZaloApp;
  /** Another one when what opens it is others, tokens too; null: there is nothing. */
  mark: string | null;
}

export interface KnownOas {
  /** Those that can be spoken for, that of the environment first. */
  oas: KnownOa[];
  /** ChannelAccount.externalId of all that there are, also of those that cannot be opened. */
  ids: ReadonlySet<string>;
  /** How many share what an app may do. */
  sharers: number;
}

export interface KnownOasParts extends Deps {
  raw: RawPool;
  /** The service's. */
  secret: Uint8Array;
}

interface Row {
  id: string;
  oaId: string;
  /** Another one when its credentials are others; null: it has none. */
  mark: string | null;
}

/** @returns what looks: one cheap statement, unless there is something new */
export async function knownOas(parts: KnownOasParts, config: ZaloConfig): Promise<() => Promise<KnownOas>> {
  const { clock, log, raw, secret } = parts;
  const { appId, appSecret, oaSecretKey } = config;
  const first = await ensureChannelAccount(parts, { channel: 'zalo', externalId: config.oaId });
  if (!(await adoptEnvironment(raw, secret, first, { config, now: clock.now() }))) tellOfOtherSecret(log, config.oaId);
  const own = { channelAccountId: first, oaId: config.oaId, keys: { appId, appSecret, oaSecretKey } };
  /** By ChannelAccount.id; `oa` null: it cannot be opened. */
  const opened = new Map<string, { mark: string; oa: KnownOa | null }>();

  async function open({ id, oaId, mark }: Row): Promise<KnownOa | null> {
    try {
      const kept = await readCredentials(raw, secret, id);
      return kept && { channelAccountId: id, oaId, keys: keysOf(withApp(kept, config)), mark };
    } catch (error) {
      if (!(error instanceof SealBroken)) throw error;
      tellOfOtherSecret(log, oaId);
      return null;
    }
  }

  async function seen(row: Row): Promise<KnownOa | null> {
    const { id, mark } = row;
    if (id === first) return { ...own, mark };
    if (mark === null) return null;
    const before = opened.get(id);
    if (before?.mark === mark) return before.oa;
    const oa = await open(row);
    opened.set(id, { mark, oa });
    return oa;
  }

  return async () => {
    const rows = await raw.$queryRawUnsafe<Row[]>(LOOK, first);
    const oas: KnownOa[] = [];
    for (const row of rows) {
      const oa = await seen(row);
      if (oa) oas.push(oa);
    }
    const sharers = rows.filter(({ id, mark }) => id === first || mark !== null).length;
    return { oas, ids: new Set(rows.map(({ oaId }) => oaId)), sharers };
  };
}

const LOOK = `
  SELECT id, "externalId" AS "oaId", encode(sha256(credentials), 'hex') AS mark
  FROM "ChannelAccount" WHERE channel = 'zalo' ORDER BY id <> $1::uuid, id`;

function keysOf({ appId, appSecret, oaSecretKey }: ZaloApp): ZaloApp {
  return { appId, appSecret, oaSecretKey };
}

function tellOfOtherSecret(log: Logger, oa: string): void {
  log.error({ oa }, 'Zalo: what opens this OA was stored with another SECRET_KEY (or secret.key in DATA_DIR): run `nhahoc zalo connect`');
}
