/** The Prisma client over node-postgres. */
import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';
import { Prisma, PrismaClient } from './generated/client.ts';

export { Prisma, PrismaClient };

/** Either the whole client or the transaction that a turn or request runs in. */
export type Db = Prisma.TransactionClient;

/**
 * @param url a PostgreSQL connection string
 * @param connections size of the pool
 */
export function connect(url: string, connections = 10): PrismaClient {
  const pool = new pg.Pool({ connectionString: url, max: connections });
  // Between two users nobody listens to a connection for a moment; an error that comes just then would end the process.
  pool.on('connect', (client) => {
    client.on('error', () => {});
    oneAfterTheOther(client);
  });
  return new PrismaClient({ adapter: new PrismaPg(pool, { disposeExternalPool: true }) });
}

/** Prisma asks for relations all at once, also in a transaction, where there is one connection; the driver wants to be waited for. */
function oneAfterTheOther(client: pg.PoolClient): void {
  const query: (...given: unknown[]) => unknown = client.query.bind(client);
  let last: Promise<unknown> = Promise.resolve();
  const queryInTurn = (...given: unknown[]): unknown => {
    // By the pool itself, which gives the connection to nobody else meanwhile.
    if (given.some((one) => typeof one === 'function')) return query(...given);
    const answer = last.then(() => query(...given));
    last = answer.catch(() => {});
    return answer;
  };
  client.query = queryInTurn as typeof client.query;
}
