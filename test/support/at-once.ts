/** Pieces of work that really come together: each is waited for at a lock, and then they are all let go. */
import type { PrismaClient } from '../../src/db/client.ts';
import { createRandom } from '../crash/random.ts';

export interface AtOnce {
  db: PrismaClient;
  /** Whose row is held until everybody stands before it, or is done without it. */
  householdId: string;
  /** In which order they come to the lock: the same seed gives the same. */
  seed: number;
}

/** Their results, in the order in which the pieces were given. Nothing here hangs on time. */
export async function atOnce<const W extends readonly (() => Promise<unknown>)[]>(
  { db, householdId, seed }: AtOnce,
  works: W,
): Promise<{ -readonly [I in keyof W]: W[I] extends () => Promise<infer R> ? R : never }> {
  const random = createRandom(seed);
  const order = works.map((_, index) => index).toSorted(() => (random.chance(0.5) ? 1 : -1));
  const held = Promise.withResolvers<void>();
  const letGo = Promise.withResolvers<void>();
  const holder = db.$transaction(
    async (inside) => {
      await inside.$queryRaw`SELECT 1 FROM "Household" WHERE id = ${householdId}::uuid FOR UPDATE`;
      held.resolve();
      await letGo.promise;
    },
    { maxWait: 60_000, timeout: 120_000 },
  );
  const running: { index: number; ended: Promise<unknown> }[] = [];
  let settled = 0;
  try {
    await Promise.race([held.promise, holder]);
    for (const index of order) {
      const ended = (works[index] as () => Promise<unknown>)().finally(() => {
        settled += 1;
      });
      ended.catch(() => {});
      running.push({ index, ended });
      while ((await waiting(db)) + settled < running.length);
    }
  } finally {
    letGo.resolve();
    await holder;
  }
  const results: unknown[] = [];
  for (const { index, ended } of running) results[index] = await ended;
  return results as never;
}

/** Until somebody of this database stands before a lock. */
export async function somebodyWaits(db: PrismaClient): Promise<void> {
  while ((await waiting(db)) === 0);
}

/** How many of this database wait for a lock. */
async function waiting(db: PrismaClient): Promise<number> {
  const [found] = await db.$queryRaw<{ count: number }[]>`
    SELECT count(*)::int AS count FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`;
  return found?.count ?? 0;
}
