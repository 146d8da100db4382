/** A database of one's own, migrated and seeded: `const db = await freshDatabase()` in `beforeAll`, `db.drop()` in `afterAll`. */
import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { inject } from 'vitest';
import { connect, type PrismaClient } from '../../src/db/client.ts';
import { connectRaw, type RawPool } from '../../src/db/raw.ts';

export interface TestDatabase {
  prisma: PrismaClient;
  raw: RawPool;
  url: string;
  drop(): Promise<void>;
}

/** Clones the template; some 50 ms. */
export async function freshDatabase(): Promise<TestDatabase> {
  return openDatabase(inject('templateUrl'));
}

let shared: Promise<TestDatabase> | undefined;

/** One for all tests that bring an account of their own on a channel; it goes with the server. */
export function sharedDatabase(): Promise<TestDatabase> {
  shared ??= freshDatabase();
  return shared;
}

/** A database without a single table, on the same server. */
export async function emptyDatabase(): Promise<TestDatabase> {
  return openDatabase(null);
}

async function openDatabase(template: string | null): Promise<TestDatabase> {
  const url = new URL(inject('templateUrl'));
  const own = url.pathname.slice(1);
  const source = template === null ? 'template0' : own;
  const name = `${own}_${randomUUID()}`;
  // Copied as files: through the log of writes it takes four times the work.
  await maintain(`CREATE DATABASE "${name}" TEMPLATE "${source}" STRATEGY FILE_COPY`);
  url.pathname = `/${name}`;
  const prisma = connect(url.href);
  const raw = connectRaw(url.href, 2);
  return {
    prisma,
    raw,
    url: url.href,
    drop: async () => {
      await prisma.$disconnect();
      await raw.close();
      await maintain(`DROP DATABASE "${name}" WITH (FORCE)`);
    },
  };
}

let maintenance: Promise<pg.Client> | undefined;

/** On one connection for all: a new one costs as much as what is done on it. */
async function maintain(sql: string): Promise<void> {
  maintenance ??= openMaintenance();
  await (await maintenance).query(sql);
}

async function openMaintenance(): Promise<pg.Client> {
  const url = new URL(inject('templateUrl'));
  url.pathname = '/postgres';
  const client = new pg.Client({ connectionString: url.href });
  // The server ends before the worker does.
  client.on('error', () => {});
  await client.connect();
  return client;
}
