/** The Prisma client over node-postgres. */
import { PrismaPg } from '@prisma/adapter-pg';
import { Prisma, PrismaClient } from './generated/client.ts';

export { Prisma, PrismaClient };

/** Either the whole client or the transaction that a turn or request runs in. */
export type Db = Prisma.TransactionClient;

/**
 * @param url a PostgreSQL connection string
 * @param connections size of the pool
 */
export function connect(url: string, connections = 10): PrismaClient {
  return new PrismaClient({ adapter: new PrismaPg({ connectionString: url, max: connections }) });
}
