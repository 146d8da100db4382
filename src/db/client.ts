/** The Prisma client over node-postgres. */
import pg from 'pg';
import { Prisma, PrismaClient } from './generated/client.ts';
import { AS_IT_IS } from './raw.ts';
import { OrderlyPg } from './transactions.ts';

export { Prisma, PrismaClient };

/** Either the whole client or the transaction that a turn or request runs in. */
export type Db = Prisma.TransactionClient;

/**
 * @param url a PostgreSQL connection string
 * @param connections size of the pool
 */
export function connect(url: string, connections = 10): PrismaClient {
  const pool = new pg.Pool({ connectionString: url, max: connections, onConnect: (client) => client.query(AS_IT_IS) });
  // Between two users nobody listens to a connection for a moment; an error that comes just then would end the process.
  pool.on('connect', (client) => {
    client.on('error', () => {});
  });
  return new PrismaClient({ adapter: new OrderlyPg(pool, { disposeExternalPool: true }) });
}
