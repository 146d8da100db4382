/** Transactions of the client, which hold what the client itself does not: one statement after the other, and none after the end. */
import { PrismaPg } from '@prisma/adapter-pg';
import { DriverAdapterError, type SqlQuery, type Transaction } from '@prisma/driver-adapter-utils';

export class OrderlyPg extends PrismaPg {
  override async connect() {
    const adapter = await super.connect();
    const start = adapter.startTransaction.bind(adapter);
    adapter.startTransaction = async (isolationLevel) => orderly(await start(isolationLevel));
    return adapter;
  }
}

/**
 * Prisma asks for relations all at once, also where there is one connection; the driver wants to be waited for. And of what one call needs
 * several statements for, it sends the next also when the transaction has been rolled back meanwhile, because its time was over: on a
 * connection that is nobody's by then, or somebody else's, where it would count by itself.
 */
function orderly(transaction: Transaction): Transaction {
  let last: Promise<unknown> = Promise.resolve();
  let end: 'COMMIT' | 'ROLLBACK' | undefined;
  const inTurn = <T>(run: (query: SqlQuery) => Promise<T>) => {
    return (query: SqlQuery): Promise<T> => {
      if (end) return Promise.reject(isOver());
      if (query.sql === 'COMMIT' || query.sql === 'ROLLBACK') end = query.sql;
      const answer = last.then(() => {
        // What still waited for its turn would be undone at once.
        if (end === 'ROLLBACK' && query.sql !== 'ROLLBACK') throw isOver();
        return run(query);
      });
      last = answer.catch(() => {});
      return answer;
    };
  };
  transaction.queryRaw = inTurn(transaction.queryRaw.bind(transaction));
  transaction.executeRaw = inTurn(transaction.executeRaw.bind(transaction));
  return transaction;
}

function isOver(): DriverAdapterError {
  return new DriverAdapterError({ kind: 'TransactionAlreadyClosed', cause: 'The transaction is over' });
}
