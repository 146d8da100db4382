/** A data folder as the embedded server uses it, and how to reach the server that runs there. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { CannotStart } from '../../cannot-start.ts';
import { keepSecret, openDataFolder } from '../../data-folder.ts';

export const ROLE = 'nhahoc';
export const DATABASE = 'nhahoc';
/** Recovery after a crash, or a slow shutdown, may take this long. */
export const BUSY_PATIENCE_MS = 120_000;
/** Held on the server for as long as a service uses it. */
const SERVICE_LOCK = 7_305_2022;
/** A server that is killed while it speaks to us may leave a connection that never says another word. */
const GREETING_PATIENCE_MS = 10_000;
const ANSWER_PATIENCE_MS = 60_000;
/** A dead service's lock is let go a moment after it. */
const LOCK_PATIENCE_MS = 2_000;

export interface Place {
  folder: string;
  /** What PostgreSQL calls its data directory. */
  database: string;
  logFile: string;
  password: string;
}

export async function openPlace(dataDir: string): Promise<Place> {
  const folder = await openDataFolder(dataDir);
  const password = await keepSecret(folder, 'database.password');
  return { folder, database: join(folder, 'database'), logFile: join(folder, 'postgres.log'), password };
}

/** What the server of a folder wrote down about itself; null when there is none. It may be stale. */
export async function readPidFile(place: Place): Promise<{ pid: number; port: number } | null> {
  const text = await readFile(join(place.database, 'postmaster.pid'), 'utf8').catch(() => '');
  const [pid, , , port] = text.split('\n');
  return pid ? { pid: Math.abs(Number(pid)), port: Number(port) } : null;
}

export async function takeServiceLock(client: pg.Client): Promise<boolean> {
  const givingUp = Date.now() + LOCK_PATIENCE_MS;
  for (;;) {
    const { rows } = await client.query<{ taken: boolean }>('SELECT pg_try_advisory_lock($1) AS taken', [SERVICE_LOCK]);
    if (rows[0]?.taken) return true;
    if (Date.now() > givingUp) return false;
    await sleep(50);
  }
}

/**
 * @returns null while the server is not ready
 * @throws CannotStart when it does not know our password
 */
export async function tryConnect(place: Place, port: number): Promise<pg.Client | null> {
  const client = new pg.Client({
    connectionString: urlOf(place, port, 'postgres'),
    connectionTimeoutMillis: GREETING_PATIENCE_MS,
    query_timeout: ANSWER_PATIENCE_MS,
  });
  // A connection that breaks later is noticed where it matters: by the server's end.
  client.on('error', () => {});
  try {
    await client.connect();
    return client;
  } catch (error) {
    letGo(client);
    if ((error as { code?: string }).code === '28P01') {
      throw new CannotStart(
        `The password in ${join(place.folder, 'database.password')} does not open the database beside it. Put the right file back from a backup.`,
      );
    }
    return null;
  }
}

/** Does not wait for the farewell: of a server that is dead it never comes. */
export function letGo(client: pg.Client): void {
  void client.end().catch(() => {});
}

export function urlOf(place: Place, port: number, database: string): string {
  return `postgres://${ROLE}:${place.password}@127.0.0.1:${port}/${database}`;
}
