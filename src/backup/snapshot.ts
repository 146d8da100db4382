/** One moment of a database, looked at for as long as it takes, while the service goes on. */
import type pg from 'pg';
import { to } from 'pg-copy-streams';
import { lendClient } from './lend-client.ts';
import { copyColumns, quote, readAppliedMigrations, readSequences, readTables, type Sequence, type Table } from './tables.ts';

const KEYS_AT_ONCE = 500;
const NEWLINE = 10;

/** Text that every server and session reads the same way; nothing may cut a long backup short. */
const SETTINGS = `
  SET LOCAL datestyle = 'ISO, YMD'; SET LOCAL intervalstyle = 'postgres'; SET LOCAL timezone = 'UTC'; SET LOCAL extra_float_digits = 3;
  SET LOCAL bytea_output = 'hex'; SET LOCAL search_path = public; SET LOCAL row_security = off;
  SET LOCAL statement_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0`;

export interface Snapshot {
  at: Date;
  postgres: string;
  migrations: { name: string; sha256: string }[];
  tables: Table[];
  sequences: Sequence[];
  rowsOf(table: Table): AsyncIterable<Uint8Array>;
  /** Keys of the files that rows name, in their order. */
  fileKeys(): AsyncIterable<string>;
}

/**
 * Lends `work` a moment of the database. The tables are locked against a change of their shape meanwhile, and against
 * nothing else: a release that has a migration to apply waits for the backup.
 */
export function withSnapshot<T>(url: string, work: (snapshot: Snapshot) => Promise<T>): Promise<T> {
  return lendClient(url, 'nhahoc backup', async (client) => {
    const names = (await readTables(client)).map(({ name }) => quote(name));
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
    await client.query(SETTINGS);
    if (names.length > 0) await client.query(`LOCK TABLE ${names.join(', ')} IN ACCESS SHARE MODE`);
    return work(await look(client));
  });
}

async function look(client: pg.Client): Promise<Snapshot> {
  const { rows } = await client.query<{ at: Date; postgres: string }>(`SELECT now() AS at, current_setting('server_version') AS postgres`);
  const [row] = rows;
  if (!row) throw new Error('PostgreSQL did not say what time it is');
  return {
    ...row,
    migrations: await readAppliedMigrations(client),
    tables: await readTables(client),
    sequences: await readSequences(client),
    rowsOf: (table) => client.query(to(`COPY ${copyColumns(table)} TO STDOUT`)),
    fileKeys: () => fileKeys(client),
  };
}

/** The files of evidence, and of updates that wait for their turn: see evidence/sweep-blobs.ts. */
async function* fileKeys(client: pg.Client): AsyncIterable<string> {
  await client.query(`DECLARE file_keys NO SCROLL CURSOR FOR
    SELECT "blobKey" AS key FROM "Evidence" WHERE "blobKey" IS NOT NULL
    UNION SELECT "thumbKey" FROM "Evidence" WHERE "thumbKey" IS NOT NULL
    UNION SELECT key FROM "Inbox", jsonb_array_elements(body -> 'items') AS item, unnest(ARRAY[item ->> 'blobKey', item ->> 'thumbKey']) AS key
      WHERE state = 'new' AND body ->> 'type' = 'media' AND key IS NOT NULL
    ORDER BY key`);
  for (;;) {
    const { rows } = await client.query<{ key: string }>(`FETCH ${KEYS_AT_ONCE} FROM file_keys`);
    for (const { key } of rows) yield key;
    if (rows.length < KEYS_AT_ONCE) return;
  }
}

/** Passes rows on and counts them: each ends with a line's end, and has none within. */
export async function* counting(chunks: AsyncIterable<Uint8Array>, counted: (rows: number) => void): AsyncIterable<Uint8Array> {
  let rows = 0;
  for await (const chunk of chunks) {
    for (let at = chunk.indexOf(NEWLINE); at >= 0; at = chunk.indexOf(NEWLINE, at + 1)) rows++;
    yield chunk;
  }
  counted(rows);
}
