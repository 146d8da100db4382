/** What `nhahoc zalo` works with. */
import type { Config, ZaloConfig } from '../../config.ts';
import type { PrismaClient } from '../../db/client.ts';
import type { RawPool } from '../../db/raw.ts';
import type { Terminal } from '../terminal.ts';

export interface Desk {
  config: Config;
  zalo: ZaloConfig;
  /** The service's. */
  secret: Uint8Array;
  db: PrismaClient;
  /** To the same database. */
  raw: RawPool;
  terminal: Terminal;
  say(line: string): void;
}

/** Where people, and Zalo, reach the service. */
export function addressOf({ publicUrl, port }: Config): string {
  return publicUrl ?? `http://localhost:${port}`;
}
