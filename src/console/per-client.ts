/** What pages keep in memory between two visits: by client, because each service has its own database. */
import type { PrismaClient } from '../db/client.ts';

/** @param make what there is before anything is kept */
export function perClient<T>(make: () => T): (prisma: PrismaClient) => T {
  const kept = new WeakMap<PrismaClient, { value: T }>();
  return (prisma) => {
    const found = kept.get(prisma) ?? { value: make() };
    kept.set(prisma, found);
    return found.value;
  };
}
