/** The one door through which append-only records may be removed. */
import type { Deps } from '../deps.ts';

/** Runs `work` while the database lets this transaction remove what a person asked to have removed, and no longer. */
export async function erasing<T>({ db }: Deps, work: () => Promise<T>): Promise<T> {
  await db.$executeRaw`SELECT set_config('nhahoc.erasing', 'on', true)`;
  const result = await work();
  await db.$executeRaw`SELECT set_config('nhahoc.erasing', 'off', true)`;
  return result;
}
