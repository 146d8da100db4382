/**
 * The PostgreSQL server that everything measured shares: fresh, embedded, and as careful with commits as in service. A quarter of the machine's memory is
 * its own, as its documentation advises for a server of this kind.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import pino from 'pino';
import { startEmbedded } from '../src/db/embedded.ts';

const MB = 1024 ** 2;

export interface Server {
  /** Makes an empty database, whose name begins like this. @returns its address */
  database(name: string): Promise<string>;
  stop(): Promise<void>;
}

export async function startServer(): Promise<Server> {
  const folder = await mkdtemp(join(tmpdir(), 'nhahoc-bench-'));
  const log = pino({ level: 'silent' });
  const first = await startEmbedded(folder, log);
  await query(first.url, `ALTER SYSTEM SET shared_buffers = '${Math.floor(totalmem() / 4 / MB)}MB'`);
  await first.stop();
  const server = await startEmbedded(folder, log);
  let made = 0;
  return {
    async database(beginning) {
      const name = `${beginning}_${++made}`;
      await query(server.url, `CREATE DATABASE "${name}"`);
      const url = new URL(server.url);
      url.pathname = `/${name}`;
      return url.href;
    },
    async stop() {
      await server.stop();
      await rm(folder, { recursive: true, force: true, maxRetries: 10 });
    },
  };
}

/** Runs one statement on a connection of its own. */
export async function query<Row extends object>(url: string, sql: string): Promise<Row[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Row>(sql)).rows;
  } finally {
    await client.end();
  }
}
