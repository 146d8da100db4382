/** Brings a database to the shape this code expects, with the migrations in `prisma/migrations/`. */
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import type { Logger } from 'pino';
import { CannotStart } from '../cannot-start.ts';
import type { SchemaEngine } from './schema-engine.ts';

const PRISMA = fileURLToPath(new URL('../../prisma/', import.meta.url));
export const migrationsFolder = join(PRISMA, 'migrations');
/** One process migrates at a time; the others wait and find nothing left to do. */
const MIGRATION_LOCK = 7_305_2023;
const ALL_TABLES = { externalTables: [], externalEnums: [] };

type Migrations = Parameters<SchemaEngine['applyMigrations']>[0]['migrationsList'];

/**
 * Applies the migrations that are missing.
 *
 * @param folder where they are; tests give their own
 * @returns the names of those applied
 * @throws CannotStart when the database is newer than the code or holds something else, when a migration was edited after it was
 *   applied, or one fails (the database then keeps its old shape)
 */
export async function migrate(url: string, log: Logger, folder = migrationsFolder): Promise<string[]> {
  const lock = new pg.Client({ connectionString: url });
  lock.on('error', () => {});
  await lock.connect();
  try {
    await lock.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK]);
    const migrationsList = await readMigrations(folder);
    return (await hasExactly(lock, migrationsList)) ? [] : await applyMissing(url, log, migrationsList);
  } finally {
    await lock.end().catch(() => {});
  }
}

/**
 * The SQL that would bring a database with every migration to the shape of `schema.prisma`; empty when they agree.
 * Needs the right to create a database, which exists only meanwhile.
 */
export async function missingMigration(url: string): Promise<string> {
  const path = join(PRISMA, 'schema.prisma');
  const schema = { path, content: await readFile(path, 'utf8') };
  const migrationsList = await readMigrations(migrationsFolder);
  const { withSchemaEngine } = await import('./schema-engine.ts');
  const { stdout } = await withSchemaEngine(
    url,
    () => {},
    (engine) =>
      engine.diff({
        from: { tag: 'migrations', ...migrationsList },
        to: { tag: 'schemaDatamodel', files: [schema] },
        script: true,
        exitCode: null,
        filters: ALL_TABLES,
      }),
  );
  return /^-- This is an empty migration/.test(stdout ?? '') ? '' : (stdout ?? '');
}

/** Whether these migrations were applied as they stand, and no others: then the engine, which takes a while to load, is not asked. */
async function hasExactly(client: pg.Client, { migrationDirectories }: Migrations): Promise<boolean> {
  const { rows: found } = await client.query<{ there: boolean }>("SELECT to_regclass('_prisma_migrations') IS NOT NULL AS there");
  if (!found[0]?.there) return false;
  const { rows } = await client.query<{ name: string; checksum: string; finished: boolean }>(
    `SELECT migration_name AS name, checksum, finished_at IS NOT NULL AS finished FROM _prisma_migrations
     WHERE rolled_back_at IS NULL ORDER BY migration_name COLLATE "C"`,
  );
  const applied = rows.map(({ name, checksum, finished }) => `${name} ${finished ? checksum : ''}`);
  const wanted = migrationDirectories.map(({ path, migrationFile: { content } }) => {
    return `${path} ${content.tag === 'ok' ? createHash('sha256').update(content.value).digest('hex') : '-'}`;
  });
  return applied.join('\n') === wanted.join('\n');
}

async function applyMissing(url: string, log: Logger, migrationsList: Migrations): Promise<string[]> {
  const { withSchemaEngine } = await import('./schema-engine.ts');
  let sqlError: unknown;
  const remember = (error: unknown) => {
    sqlError = error;
  };
  try {
    return await withSchemaEngine(url, remember, async (engine) => {
      await prepare(engine, migrationsList);
      const { appliedMigrationNames } = await engine.applyMigrations({ migrationsList, filters: ALL_TABLES });
      if (appliedMigrationNames.length > 0) log.info({ migrations: appliedMigrationNames }, 'the database was migrated');
      return appliedMigrationNames;
    });
  } catch (error) {
    if (error instanceof CannotStart) throw error;
    throw explain(sqlError ?? error);
  }
}

/** The engine would pass over migrations that it does not know; a newer release may have changed what they hold. */
async function prepare(engine: SchemaEngine, migrationsList: Migrations): Promise<void> {
  const { history, failedMigrationNames, editedMigrationNames } = await engine.diagnoseMigrationHistory({
    migrationsList,
    optInToShadowDatabase: false,
    filters: ALL_TABLES,
  });
  if (history && history.diagnostic !== 'databaseIsBehind') {
    throw new CannotStart(
      `The database is newer than this release (it has ${history.unpersistedMigrationNames.join(', ')}). Start the release that made it, or restore an older backup.`,
    );
  }
  const edited = editedMigrationNames.filter((name) => !failedMigrationNames.includes(name));
  if (edited.length > 0) {
    throw new CannotStart(
      `${edited.join(', ')} was edited after this database was migrated with it, so that nobody knows the database's shape. ` +
        'Put the files in prisma/migrations/ back as this release has them, or restore a backup into a new database.',
    );
  }
  // Each script is one transaction, so one that failed (say, on a full disk) left nothing behind and may run again.
  for (const migrationName of failedMigrationNames) await engine.markMigrationRolledBack({ migrationName });
}

async function readMigrations(baseDir: string): Promise<Migrations> {
  const entries = await readdir(baseDir, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  return {
    baseDir,
    lockfile: { path: 'migration_lock.toml', content: await readFile(join(baseDir, 'migration_lock.toml'), 'utf8') },
    shadowDbInitScript: '',
    migrationDirectories: await Promise.all(
      names.sort().map(async (path) => ({
        path,
        migrationFile: {
          path: 'migration.sql',
          content: { tag: 'ok' as const, value: await readFile(join(baseDir, path, 'migration.sql'), 'utf8') },
        },
      })),
    ),
  };
}

/** PostgreSQL: no space left on its disk. */
const DISK_FULL = '53100';
/** Prisma: the database is not empty, and was never migrated. */
const NOT_EMPTY = 'P3005';

function explain(error: unknown): CannotStart {
  const { code } = error as { code?: string };
  const lines: Record<string, string> = {
    [DISK_FULL]:
      'The disk of the database is full. Free some space and start again; the database keeps its old shape, and nothing stored is lost.',
    [NOT_EMPTY]:
      'This database holds something else. Create an empty one for Nhà Học (CREATE DATABASE nhahoc;) and name it in DATABASE_URL.',
  };
  return new CannotStart(lines[code ?? ''] ?? `The database could not be migrated: ${describe(error)}`, { cause: error });
}

function describe(error: unknown): string {
  const { message, position, where } = error as { message?: string; position?: string; where?: string };
  return [message, where, position && `at character ${position}`].filter(Boolean).join(', ');
}
