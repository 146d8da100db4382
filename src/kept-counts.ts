/** What was counted for whoever looked before, and will do for some minutes: a large ward takes long to count. */
import type { Clock } from './deps.ts';

export const KEPT_MS = 5 * 60_000;

export type Kept<T> = Map<string, { at: Date; counted: T }>;

/** As it was counted some minutes ago, or counted now. @param key what it is a count of */
export async function countedOnce<T>(kept: Kept<T>, { clock, key }: { clock: Clock; key: string }, count: () => Promise<T>): Promise<T> {
  const at = clock.now();
  for (const [old, one] of kept) if (at.getTime() - one.at.getTime() >= KEPT_MS) kept.delete(old);
  const one = kept.get(key) ?? { at, counted: await count() };
  kept.set(key, one);
  return one.counted;
}
