/** What a database holds, as its catalog says: so that no table is ever forgotten in a backup. */
import pg from 'pg';

/** Prisma's own; a restore makes it anew. */
const MIGRATIONS = '_prisma_migrations';

export interface Table {
  name: string;
  columns: string[];
}

/** Names from a catalog or a manifest, made safe to stand in SQL. */
export const quote = pg.escapeIdentifier;

export function copyColumns({ name, columns }: Table): string {
  return `${quote(name)} (${columns.map(quote).join(', ')})`;
}

/** Every table of ours, none before one that it refers to. */
export async function readTables(client: pg.ClientBase): Promise<Table[]> {
  const { rows } = await client.query<{ name: string; columns: string[]; needs: string[] }>(
    `SELECT t.relname::text AS name,
            ARRAY(SELECT a.attname::text FROM pg_attribute a
                  WHERE a.attrelid = t.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = '' ORDER BY a.attnum) AS columns,
            ARRAY(SELECT DISTINCT f.relname::text FROM pg_constraint c JOIN pg_class f ON f.oid = c.confrelid
                  WHERE c.conrelid = t.oid AND c.contype = 'f' AND c.confrelid <> t.oid) AS needs
     FROM pg_class t WHERE t.relnamespace = 'public'::regnamespace AND t.relkind = 'r' AND t.relname <> $1 ORDER BY t.relname`,
    [MIGRATIONS],
  );
  return inOrder(rows);
}

/** A table that refers to itself is no trouble: PostgreSQL checks at the end of a COPY. */
function inOrder(tables: readonly (Table & { needs: string[] })[]): Table[] {
  const placed = new Map<string, Table>();
  while (placed.size < tables.length) {
    const next = tables.filter(({ name, needs }) => !placed.has(name) && needs.every((need) => placed.has(need)));
    if (next.length === 0) throw new Error('tables refer to each other in a ring; a restore needs an order');
    for (const { name, columns } of next) placed.set(name, { name, columns });
  }
  return [...placed.values()];
}

export interface Sequence {
  name: string;
  /** Its number is used up; false: it is the next to be given. */
  used: boolean;
  last: string;
}

/** Sequences know no transactions: read after the rows' moment, they are never behind them. */
export async function readSequences(client: pg.ClientBase): Promise<Sequence[]> {
  const { rows: names } = await client.query<{ name: string }>(
    `SELECT relname::text AS name FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'S' ORDER BY relname`,
  );
  const sequences: Sequence[] = [];
  for (const { name } of names) {
    const { rows } = await client.query<{ last: string; used: boolean }>(
      `SELECT last_value::text AS last, is_called AS used FROM ${quote(name)}`,
    );
    if (rows[0]) sequences.push({ name, ...rows[0] });
  }
  return sequences;
}

/** What was applied to a database, in that order; empty when it was never migrated. */
export async function readAppliedMigrations(client: pg.ClientBase): Promise<{ name: string; sha256: string }[]> {
  const { rows: there } = await client.query(`SELECT 1 WHERE to_regclass($1) IS NOT NULL`, [`public.${MIGRATIONS}`]);
  if (there.length === 0) return [];
  const { rows } = await client.query<{ name: string; sha256: string }>(
    `SELECT migration_name AS name, checksum AS sha256 FROM ${quote(MIGRATIONS)}
     WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL ORDER BY migration_name`,
  );
  return rows;
}
