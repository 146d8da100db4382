/** Tells a database that is away or overloaded from an update that can never work. */

/** Prisma: unreachable, timed out, connection closed, pool exhausted, no transaction to be had or it took too long, write conflict. */
const prismaCodes = new Set([
  'P1001',
  'P1002',
  'P1008',
  'P1017',
  'P2024',
  'P2028',
  'P2034',
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOTFOUND',
  'EPIPE',
  'ETIMEDOUT',
]);
/** PostgreSQL classes: connection, transaction rollback (deadlock), resources, operator intervention, system error. */
const sqlClasses = new Set(['08', '40', '53', '57', '58']);
/** What the driver says of a connection that went away; these errors have no code. */
const lostConnection =
  /connection terminated|query read timeout|is not queryable|timeout exceeded when trying to connect|server has closed the connection/i;
/** Of the driver below Prisma; the last is a statement of a transaction that ran out of its time. */
const driverKinds = new Set(['DatabaseNotReachable', 'ConnectionClosed', 'TransactionWriteConflict', 'TransactionAlreadyClosed']);
/** Of the operating system, when they fail. */
const networkCalls = new Set(['connect', 'getaddrinfo', 'read', 'write']);
const MAX_DEPTH = 5;

/** True when trying again later, unchanged, may work. Such a failure is no fault of the update. */
export function isStoreTrouble(error: unknown, depth = 0): boolean {
  if (typeof error !== 'object' || error === null || depth > MAX_DEPTH) return false;
  const { code, originalCode, kind, cause, meta, syscall } = error as Record<string, unknown>;
  // Whatever the network or the name of the server has; files are not read or written in the path of a message.
  if (typeof syscall === 'string' && networkCalls.has(syscall)) return true;
  if ([code, originalCode].some((value) => typeof value === 'string' && isTroubleCode(value))) return true;
  if (typeof kind === 'string' && driverKinds.has(kind)) return true;
  if (error instanceof Error && lostConnection.test(error.message)) return true;
  const adapterError = (meta as { driverAdapterError?: unknown } | undefined)?.driverAdapterError;
  return isStoreTrouble(cause, depth + 1) || isStoreTrouble(adapterError, depth + 1);
}

function isTroubleCode(code: string): boolean {
  return prismaCodes.has(code) || (/^[0-9A-Z]{5}$/.test(code) && !code.startsWith('P') && sqlClasses.has(code.slice(0, 2)));
}
