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

/** A transaction on one connection, which is sent statements without waiting for the answer to the one before. */
interface PipelinedDb extends RawDb {
  pipelined: true;
}

export interface RawPool extends RawDb {
  /** All or nothing. What was begun in it and not waited for is waited for before anything counts. */
  transaction<T>(work: (db: RawDb) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/** A statement that takes longer hangs; and a server that says nothing for longer than that is away. */
const STATEMENT_MS = 30_000;
const ANSWER_MS = STATEMENT_MS + 5_000;
const CONNECT_MS = 10_000;
/**
 * A statement is run as it is: the planner takes those that look after a page of people for huge, and a server that compiles what is huge would do so anew for
 * each of them, which takes longer than to run it.
 */
export const AS_IT_IS = 'SET jit = off';

/**
 * @param url a PostgreSQL connection string
 * @param connections at most so many
 */
export function connectRaw(url: string, connections: number): RawPool {
  const pool = new pg.Pool({
    ...{ connectionString: url, max: connections, pipeline: true, keepAlive: true },
    ...{ connectionTimeoutMillis: CONNECT_MS, query_timeout: ANSWER_MS },
  });
  // A connection that breaks while nobody uses it is replaced; nothing else is to be done about it.
  pool.on('error', () => {});
  pool.on('connect', (client) => {
    client.on('error', () => {});
    // Not among the parameters of the connection: poolers refuse those that they do not know.
    client.query(`SET statement_timeout = ${STATEMENT_MS}; ${AS_IT_IS}`).catch(() => {});
  });
  return {
    ...rawDb((sql, values) => pool.query(sql, values)),
    transaction: (work) => transaction(pool, work),
    close: () => pool.end(),
  };
}

/** Two statements in this order. Where the connection can do it, the second is sent along with the first. */
export async function inOrder<First, Second>(db: RawDb, first: Statement, second: Statement): Promise<[First, Second]> {
  const run = <Rows>({ sql, values }: Statement) => db.$queryRawUnsafe<Rows>(sql, ...values);
  if ('pipelined' in db) return Promise.all([run<First>(first), run<Second>(second)]);
  return [await run<First>(first), await run<Second>(second)];
}

interface Statement {
  sql: string;
  values: readonly unknown[];
}

type Run = (sql: string, values: unknown[]) => Promise<pg.QueryResult>;

function rawDb(run: Run): RawDb {
  return {
    $queryRawUnsafe: async <Rows>(sql: string, ...values: unknown[]) => (await run(sql, values)).rows as Rows,
    $executeRawUnsafe: async (sql, ...values) => (await run(sql, values)).rowCount ?? 0,
  };
}

async function transaction<T>(pool: pg.Pool, work: (db: RawDb) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  const sent: Promise<unknown>[] = [];
  let over = false;
  const run: Run = async (sql, values) => {
    if (over) throw new Error('The transaction is over');
    return client.query(sql, values);
  };
  /** Whoever does not wait for a statement hears of its failure at the end. */
  const held = <T>(result: Promise<T>): Promise<T> => {
    result.catch(() => {});
    sent.push(result);
    return result;
  };
  const plain = rawDb(run);
  const db: PipelinedDb = {
    pipelined: true,
    $queryRawUnsafe: (sql, ...values) => held(plain.$queryRawUnsafe(sql, ...values)),
    $executeRawUnsafe: (sql, ...values) => held(plain.$executeRawUnsafe(sql, ...values)),
  };
  let failure: Error | undefined;
  try {
    const begun = held(run('BEGIN', []));
    const done = await work(db);
    // Answered long ago. Had it failed, what followed would count statement by statement.
    await begun;
    const committed = run('COMMIT', []);
    over = true;
    const { command } = await committed;
    await Promise.all(sent);
    if (command !== 'COMMIT') throw new Error(`The transaction ended with ${command}`);
    return done;
  } catch (error) {
    failure = error instanceof Error ? error : new Error('A transaction failed', { cause: error });
    throw error;
  } finally {
    over = true;
    // After a failure nobody knows how the connection stands: a new one costs less than to find out, and closing it rolls back.
    client.release(failure);
  }
}
