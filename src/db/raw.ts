/**
 * Plain statements, beside the client's models: for the few that every message goes through, and that many messages share.
 * They go straight to the driver, which takes a fraction of the time that the client does (see conversation/turn-sql.ts).
 */
import pg from 'pg';

/** What runs plain statements: the client, a transaction of it, or a pool of connections. Values stand for $1, $2 … */
export interface RawDb {
  /** Returns the rows. */
  $queryRawUnsafe<Rows = unknown>(sql: string, ...values: unknown[]): Promise<Rows>;
  /** Returns how many rows were written. */
  $executeRawUnsafe(sql: string, ...values: unknown[]): Promise<number>;
}

export interface RawPool extends RawDb {
  /** All or nothing. What `work` does not wait for is waited for before anything counts. */
  transaction<T>(work: (db: RawDb) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/** A turn that takes longer hangs. */
const STATEMENT_MS = 30_000;
const CONNECT_MS = 10_000;

/** Those whose statements need not wait for one another's answer to be sent. */
const pipelined = new WeakSet<RawDb>();

/**
 * @param url a PostgreSQL connection string
 * @param connections at most so many
 */
export function connectRaw(url: string, connections: number): RawPool {
  const pool = new pg.Pool({
    ...{ connectionString: url, max: connections, pipeline: true },
    ...{ connectionTimeoutMillis: CONNECT_MS, statement_timeout: STATEMENT_MS },
  });
  // A connection that breaks while nobody uses it is replaced; nothing else is to be done about it.
  pool.on('error', () => {});
  pool.on('connect', (client) => client.on('error', () => {}));
  return {
    ...rawDb((sql, values) => pool.query(sql, values)),
    transaction: (work) => transaction(pool, work),
    close: () => pool.end(),
  };
}

/** Two statements in this order. Where the connection can do it, the second is sent along with the first. */
export async function inOrder<First, Second>(db: RawDb, first: Statement, second: Statement): Promise<[First, Second]> {
  const run = <Rows>({ sql, values }: Statement) => db.$queryRawUnsafe<Rows>(sql, ...values);
  if (pipelined.has(db)) return Promise.all([run<First>(first), run<Second>(second)]);
  return [await run<First>(first), await run<Second>(second)];
}

interface Statement {
  sql: string;
  values: readonly unknown[];
}

type Run = (sql: string, values: unknown[]) => Promise<pg.QueryResult>;

/** @param sent is told of every statement */
function rawDb(run: Run, sent: (result: Promise<unknown>) => void = () => {}): RawDb {
  const told = <T>(result: Promise<T>) => {
    sent(result);
    return result;
  };
  return {
    $queryRawUnsafe: <Rows>(sql: string, ...values: unknown[]) => told(run(sql, values).then(({ rows }) => rows as Rows)),
    $executeRawUnsafe: (sql, ...values) => told(run(sql, values).then(({ rowCount }) => rowCount ?? 0)),
  };
}

async function transaction<T>(pool: pg.Pool, work: (db: RawDb) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  const sent: Promise<unknown>[] = [];
  const hold = (result: Promise<unknown>) => {
    // Whoever does not wait for it hears of its failure at the end.
    result.catch(() => {});
    sent.push(result);
  };
  const db = rawDb((sql, values) => client.query(sql, values), hold);
  pipelined.add(db);
  let failure: Error | undefined;
  try {
    hold(client.query('BEGIN'));
    const done = await work(db);
    const { command } = await client.query('COMMIT');
    await Promise.all(sent);
    if (command !== 'COMMIT') throw new Error(`The transaction ended with ${command}`);
    return done;
  } catch (error) {
    failure = error instanceof Error ? error : new Error('A transaction failed', { cause: error });
    throw error;
  } finally {
    // After a failure nobody knows how the connection stands: a new one costs less than to find out, and closing it rolls back.
    client.release(failure);
  }
}
