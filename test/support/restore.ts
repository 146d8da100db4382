/** Makes a clone of the template what it was when it was cloned. */
import type { RawPool } from '../../src/db/raw.ts';

/** The connections that tests use are called so; who else is connected is let go. */
export const OURS = 'nhahoc-test';

export interface State {
  /** Of tables, columns, triggers, functions, settings: none of them is restored. */
  shape: string;
  /** Rows of the tables that have some, as JSON. */
  seeds: { table: string; rows: string }[];
  sequences: { name: string; last: string; called: boolean }[];
}

/** To empty more than that takes longer than another clone. */
const MOST_BYTES = 4 * 1024 ** 2;
const LET_GO_MS = 10_000;

export async function readState(db: RawPool): Promise<State> {
  const seeds: State['seeds'] = [];
  for (const table of await tables(db)) {
    const [found] = await db.$queryRawUnsafe<{ rows: string | null }[]>(`SELECT json_agg(t)::text AS rows FROM public."${table}" t`);
    if (found?.rows) seeds.push({ table, rows: found.rows });
  }
  const sequences = await db.$queryRawUnsafe<{ name: string; last: string | null }[]>(
    `SELECT quote_ident(sequencename) AS name, last_value::text AS last FROM pg_sequences WHERE schemaname = 'public'`,
  );
  return {
    shape: await shapeOf(db),
    seeds,
    sequences: sequences.map(({ name, last }) => ({ name, last: last ?? '1', called: last !== null })),
  };
}

/** False: it is not what it was, and cannot be. */
export async function restore(db: RawPool, { shape, seeds, sequences }: State): Promise<boolean> {
  await db.$queryRawUnsafe(
    `SELECT pg_terminate_backend(pid, ${LET_GO_MS}) FROM pg_stat_activity WHERE datname = current_database() AND application_name <> '${OURS}'`,
  );
  const [size] = await db.$queryRawUnsafe<{ bytes: number }[]>(sizeSql);
  if ((size?.bytes ?? MOST_BYTES) >= MOST_BYTES || (await shapeOf(db)) !== shape) return false;
  const emptied = await db.transaction(async (turn) => {
    // Without the triggers that keep what is append-only.
    await turn.$executeRawUnsafe(`SELECT set_config('session_replication_role', 'replica', true)`);
    await turn.$executeRawUnsafe(emptySql);
    const [found] = await turn.$queryRawUnsafe<{ names: string }[]>(`SELECT current_setting('test.emptied') AS names`);
    return found?.names ?? '';
  });
  // So that rows that come next lie in the order in which they come, as in a table that is new.
  await db.$executeRawUnsafe(`VACUUM (INDEX_CLEANUP ON) ${emptied}`);
  await db.transaction(async (turn) => {
    await turn.$executeRawUnsafe(`SELECT set_config('session_replication_role', 'replica', true)`);
    for (const { table, rows } of seeds)
      await turn.$executeRawUnsafe(
        `INSERT INTO public."${table}" SELECT * FROM json_populate_recordset(NULL::public."${table}", $1::json)`,
        rows,
      );
    for (const { name, last, called } of sequences)
      await turn.$queryRawUnsafe(`SELECT setval($1, $2::bigint, $3)`, `public.${name}`, last, called);
  });
  return true;
}

async function tables(db: RawPool): Promise<string[]> {
  const rows = await db.$queryRawUnsafe<{ name: string }[]>(
    `SELECT relname AS name FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' ORDER BY 1`,
  );
  return rows.map(({ name }) => name);
}

async function shapeOf(db: RawPool): Promise<string> {
  const [found] = await db.$queryRawUnsafe<{ shape: string }[]>(shapeSql);
  return found?.shape ?? '';
}

const sizeSql = `
SELECT sum(pg_relation_size(oid))::int AS bytes FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'`;

/** Notes which tables had rows. */
const emptySql = `
DO $$ DECLARE name text; names text[]; BEGIN
  FOR name IN SELECT format('public.%I', relname) FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' LOOP
    EXECUTE format('DELETE FROM %s', name);
    IF FOUND THEN names := names || name; END IF;
  END LOOP;
  PERFORM set_config('test.emptied', array_to_string(names, ', '), false);
END $$`;

const shapeSql = `
SELECT md5(string_agg(part, ' ' ORDER BY part)) AS shape FROM (
  SELECT 'class ' || relname || relkind::text AS part FROM pg_class WHERE relnamespace = 'public'::regnamespace
  UNION ALL SELECT 'column ' || attrelid::regclass || attname || atttypid || attnotnull || attisdropped FROM pg_attribute
    WHERE attrelid IN (SELECT oid FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r') AND attnum > 0
  UNION ALL SELECT 'trigger ' || tgrelid || tgname || tgenabled::text FROM pg_trigger WHERE NOT tgisinternal
  UNION ALL SELECT 'constraint ' || conname || conrelid || convalidated FROM pg_constraint
  UNION ALL SELECT 'function ' || proname || md5(prosrc) FROM pg_proc WHERE pronamespace = 'public'::regnamespace
  UNION ALL SELECT 'schema ' || nspname FROM pg_namespace WHERE nspname NOT LIKE 'pg\\_%'
  UNION ALL SELECT 'setting ' || setconfig::text FROM pg_db_role_setting JOIN pg_database d ON d.oid = setdatabase WHERE d.datname = current_database()
) shape`;
