/** Puts the rows and files of a backup back: all of them, or none. */
import { once } from 'node:events';
import type pg from 'pg';
import { type CopyStreamQuery, from } from 'pg-copy-streams';
import { CannotStart } from '../cannot-start.ts';
import type { BlobStore } from '../evidence/blob-store.ts';
import { lendClient } from './lend-client.ts';
import { JOURNAL, type Manifest, SECRET, tableGroup } from './manifest.ts';
import { readArchive } from './read-archive.ts';
import { copyColumns, quote, readAppliedMigrations, readTables, type Table } from './tables.ts';

const NAME = 'nhahoc restore';
const SETTINGS = `SET LOCAL datestyle = 'ISO, YMD'; SET LOCAL intervalstyle = 'postgres'; SET LOCAL timezone = 'UTC';
  SET LOCAL search_path = public; SET LOCAL statement_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0`;

/**
 * @throws CannotStart unless the database is empty: without a table, or with the tables of an earlier try and no row
 */
export async function assertEmpty(url: string, { migrations }: Pick<Manifest, 'migrations'>): Promise<void> {
  await lendClient(url, NAME, async (client) => {
    for (const { name } of await readTables(client)) {
      const { rows } = await client.query(`SELECT 1 FROM ${quote(name)} LIMIT 1`);
      if (rows.length > 0)
        throw new CannotStart(
          `The database is not empty (there are rows in ${name}). Restore into a new one: another DATA_DIR, or another database in DATABASE_URL.`,
        );
    }
    const expected = new Set(migrations.map(({ name }) => name));
    const other = (await readAppliedMigrations(client)).find(({ name }) => !expected.has(name));
    if (other) throw new CannotStart(`The database has been migrated further than the backup (${other.name}). Restore into a new one.`);
  });
}

export interface Loaded {
  /** The installation's key, when the backup has it. */
  secret: string | null;
}

/**
 * Reads the archive once, front to back: rows go into one transaction, files into `blobs`, what is small is handed back.
 * The triggers that keep the record from being changed let rows be added, and none refers to a later table.
 *
 * @param takeJournal is handed the journal of erasures, piece by piece
 */
export async function load(
  path: string,
  manifest: Manifest,
  { url, blobs, takeJournal }: { url: string; blobs: BlobStore; takeJournal: (bytes: Uint8Array) => Promise<void> },
): Promise<Loaded> {
  return lendClient(url, NAME, async (client) => {
    await client.query('BEGIN');
    await client.query(SETTINGS);
    const tables = new Map(manifest.tables.map((table) => [tableGroup(table.name), table]));
    let open: OpenTable | undefined;
    let secret: string | null = null;
    for await (const { name, bytes } of readArchive(path)) {
      const group = name.slice(0, Math.max(0, name.lastIndexOf('/')));
      const table = tables.get(group);
      if (open && open.group !== group) {
        await open.close();
        open = undefined;
      }
      if (table) {
        open ??= openTable(client, group, table);
        await open.write(bytes);
      } else if (group === 'files') await blobs.put(name.slice('files/'.length), bytes);
      else if (group === JOURNAL) await takeJournal(bytes);
      else if (name === SECRET) secret = Buffer.from(bytes).toString('utf8').trim();
    }
    for (const { name, last, used } of manifest.sequences)
      await client.query('SELECT setval($1::regclass, $2, $3)', [quote(name), last, used]);
    await client.query('COMMIT');
    await client.query('ANALYZE');
    return { secret };
  });
}

interface OpenTable {
  group: string;
  write(bytes: Uint8Array): Promise<void>;
  close(): Promise<void>;
}

function openTable(client: pg.Client, group: string, table: Table & { rows: number }): OpenTable {
  const stream: CopyStreamQuery = client.query(from(`COPY ${copyColumns(table)} FROM STDIN`));
  const failed = once(stream, 'error').then(([error]) => {
    throw error;
  });
  failed.catch(() => {});
  return {
    group,
    async write(bytes) {
      if (!stream.write(bytes)) await Promise.race([once(stream, 'drain'), failed]);
    },
    async close() {
      stream.end();
      await Promise.race([once(stream, 'finish'), failed]);
      if (stream.rowCount !== table.rows) throw new Error(`${table.name}: ${stream.rowCount} rows instead of ${table.rows}`);
    },
  };
}
