/** A database of one's own, migrated and seeded: `const db = await freshDatabase()` in `beforeAll`, `db.drop()` in `afterAll`. */
import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { inject } from 'vitest';
import { connect, type PrismaClient } from '../../src/db/client.ts';
import { connectRaw, type RawPool } from '../../src/db/raw.ts';
import { OURS, readState, restore, type State } from './restore.ts';

export interface TestDatabase {
  prisma: PrismaClient;
  raw: RawPool;
  url: string;
  drop(): Promise<void>;
}

/** Clones of the template that tests are done with, as it is again: on their connections PostgreSQL knows the way to every table. */
const spare: TestDatabase[] = [];
/** Of the template, which is the same for every clone. */
let template: Promise<State> | undefined;

/** Clones the template, in some 50 ms, or takes a clone that another test is done with. */
export async function freshDatabase(): Promise<TestDatabase> {
  const opened = spare.pop() ?? (await openDatabase(inject('templateUrl')));
  const { prisma, raw, url, drop: remove } = opened;
  template ??= readState(raw);
  const before = await template;
  const drop = async () => {
    const restored = await restore(raw, before).catch(() => false);
    if (restored) spare.push(opened);
    else await remove();
  };
  // A client of its own: what the service keeps for a moment belongs to a client.
  return { prisma: prisma.$extends({}) as unknown as PrismaClient, raw, url, drop: once(drop) };
}

/** A clone that no test has used: for those that look at plans, which depend on how tables were filled before. */
export function unusedDatabase(): Promise<TestDatabase> {
  return openDatabase(inject('templateUrl'));
}

let shared: Promise<TestDatabase> | undefined;

/** One for all tests that bring an account of their own on a channel; it goes with the server. */
export function sharedDatabase(): Promise<TestDatabase> {
  shared ??= freshDatabase();
  return shared;
}

/** A database without a single table, on the same server. */
export function emptyDatabase(): Promise<TestDatabase> {
  return openDatabase(null);
}

/** Once more, it would be dropped under whoever has it next. */
function once(work: () => Promise<void>): () => Promise<void> {
  let done: Promise<void> | undefined;
  return () => {
    done ??= work();
    return done;
  };
}

async function openDatabase(from: string | null): Promise<TestDatabase> {
  const url = new URL(inject('templateUrl'));
  const own = url.pathname.slice(1);
  const source = from === null ? 'template0' : own;
  const name = `${own}_${randomUUID()}`;
  // Copied as files: through the log of writes it takes four times the work.
  await maintain(`CREATE DATABASE "${name}" TEMPLATE "${source}" STRATEGY FILE_COPY`);
  url.pathname = `/${name}`;
  const mine = new URL(url);
  mine.searchParams.set('application_name', OURS);
  const prisma = connect(mine.href);
  const raw = connectRaw(mine.href, 2);
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
