/** Puts updates into the Inbox, many at once. */
import type { RawDb } from '../db/raw.ts';
import { gather } from './gather.ts';
import { storeSql } from './turn-sql.ts';

/** A row of the Inbox as it begins. */
export interface NewUpdate {
  id: string;
  channelAccountId: string;
  updateKey: string;
  chatKey: string;
  body: object;
  state: 'new' | 'fetching';
  until: Date | null;
  receivedAt: Date;
  /** When it happened; null: the platform does not say. */
  saidAt: Date | null;
}

/** Returns the places of those that were new. */
export async function storeUpdates(db: RawDb, updates: readonly NewUpdate[]): Promise<Set<number>> {
  const rows = updates.map((update, index) => ({ index, ...update }));
  const stored = await db.$queryRawUnsafe<{ index: number }[]>(storeSql, JSON.stringify(rows));
  return new Set(stored.map(({ index }) => index));
}

export interface UpdateStore {
  /** Resolves once the update is committed; true: it was new. Rejects when the database did not take it. */
  store(update: NewUpdate): Promise<boolean>;
}

const MOST_AT_ONCE = 200;

export function createUpdateStore({ raw }: { raw: RawDb }): UpdateStore {
  const store = gather(MOST_AT_ONCE, async (updates: readonly NewUpdate[]) => {
    const stored = await storeUpdates(raw, updates);
    return updates.map((_, index) => stored.has(index));
  });
  return { store };
}
