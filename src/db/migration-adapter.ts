/**
 * The road from Prisma's schema engine to PostgreSQL.
 *
 * PrismaPg is made for queries and unfit for migrations: it splits scripts at every `;` (function bodies break, and half a
 * script commits), stops at the type `"char"` that introspection reads, and points its shadow at the main database.
 */
import { randomUUID } from 'node:crypto';
import { PrismaPg } from '@prisma/adapter-pg';
import { ColumnTypeEnum, type SqlDriverAdapter, type SqlMigrationAwareDriverAdapterFactory } from '@prisma/driver-adapter-utils';
import pg from 'pg';

/** Types by PostgreSQL's numbers: `"char"`, and an array of characters, which the schema engine never reads. */
const CHAR = 18;
const CHAR_ARRAY = 1002;

/**
 * Recorded in the transaction of the script itself: a process killed right after it does not run the script a second time.
 * The table is not there yet while the engine makes it.
 */
const RECORD_AS_FINISHED = `
;DO $$ BEGIN
  IF to_regclass('_prisma_migrations') IS NOT NULL THEN
    UPDATE _prisma_migrations SET finished_at = now() WHERE finished_at IS NULL AND rolled_back_at IS NULL;
  END IF;
END $$`;

export interface MigrationAdapter extends SqlMigrationAwareDriverAdapterFactory {
  /** Closes what the engine left open; it holds its own lock until then. */
  close(): Promise<void>;
}

/**
 * @param url the database to migrate
 * @param onSqlError told about every script that PostgreSQL refuses; the engine itself passes on only a summary
 */
export function migrationAdapter(url: string, onSqlError: (error: unknown) => void): MigrationAdapter {
  const open = new Set<SqlDriverAdapter>();
  const remember = (adapter: SqlDriverAdapter) => {
    open.add(adapter);
    return adapter;
  };
  return {
    provider: 'postgres',
    adapterName: 'nhahoc-migrations',
    connect: async () => remember(await adapt(url, onSqlError)),
    connectToShadowDb: async () => remember(await adaptShadow(url, onSqlError)),
    close: async () => {
      for (const adapter of open) await adapter.dispose();
    },
  };
}

async function adapt(url: string, onSqlError: (error: unknown) => void, afterwards?: () => Promise<void>): Promise<SqlDriverAdapter> {
  const pool = charReadingPool(url);
  pool.on('error', onSqlError);
  const adapter = await new PrismaPg(pool).connect();
  const queryRaw = adapter.queryRaw.bind(adapter);
  adapter.queryRaw = async (query) => {
    const result = await queryRaw(query);
    const columnTypes = result.columnTypes.map((type) => (type === ColumnTypeEnum.CharacterArray ? ColumnTypeEnum.Character : type));
    return { ...result, columnTypes };
  };
  adapter.executeScript = async (script) => {
    await pool.query(script + RECORD_AS_FINISHED).catch((error) => {
      onSqlError(error);
      throw error;
    });
  };
  let disposed: Promise<void> | undefined;
  adapter.dispose = () => {
    disposed ??= pool.end().then(afterwards);
    return disposed;
  };
  return adapter;
}

/** A database of its own, which exists only while a history of migrations is replayed to see where it leads. */
async function adaptShadow(url: string, onSqlError: (error: unknown) => void): Promise<SqlDriverAdapter> {
  const name = `nhahoc_shadow_${randomUUID()}`;
  await runOnce(url, `CREATE DATABASE "${name}"`);
  const shadow = new URL(url);
  shadow.pathname = `/${name}`;
  return adapt(shadow.href, onSqlError, () => runOnce(url, `DROP DATABASE "${name}"`));
}

async function runOnce(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

/** PrismaPg knows no `"char"`; here it passes as an array of characters, and the adapter above names it rightly again. */
function charReadingPool(connectionString: string): pg.Pool {
  // The engine's advisory lock belongs to a connection, so there is one.
  const pool = new pg.Pool({ connectionString, max: 1 });
  const query = pool.query.bind(pool) as (...args: unknown[]) => Promise<pg.QueryResult>;
  pool.query = (async (...args: unknown[]) => {
    const result = await query(...args);
    for (const field of result.fields ?? []) if (field.dataTypeID === CHAR) field.dataTypeID = CHAR_ARRAY;
    return result;
  }) as unknown as pg.Pool['query'];
  return pool;
}
