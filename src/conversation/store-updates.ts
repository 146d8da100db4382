/**
 * Puts updates into the Inbox. Those that arrive while a write is under way go into the next one together: one commit
 * for all of them.
 */
import type { RawDb } from '../db/raw.ts';
import { isStoreTrouble } from '../db/store-trouble.ts';
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

interface Waiting {
  update: NewUpdate;
  resolve(isNew: boolean): void;
  reject(error: unknown): void;
}

const MOST_AT_ONCE = 200;

export function createUpdateStore({ raw }: { raw: RawDb }): UpdateStore {
  let waiting: Waiting[] = [];
  let writing = false;

  async function writeAll(): Promise<void> {
    if (writing) return;
    writing = true;
    while (waiting.length > 0) {
      const round = waiting.slice(0, MOST_AT_ONCE);
      waiting = waiting.slice(MOST_AT_ONCE);
      await write(round);
    }
    writing = false;
  }

  /** One that the database cannot take must not take the others along. */
  async function write(round: Waiting[]): Promise<void> {
    try {
      const stored = await storeUpdates(
        raw,
        round.map(({ update }) => update),
      );
      for (const [index, { resolve }] of round.entries()) resolve(stored.has(index));
    } catch (error) {
      // Tried one by one, they would wait for a database that is away one after another.
      if (round.length === 1 || isStoreTrouble(error)) for (const { reject } of round) reject(error);
      else for (const one of round) await write([one]);
    }
  }

  return {
    store: (update) =>
      new Promise((resolve, reject) => {
        waiting.push({ update, resolve, reject });
        void writeAll();
      }),
  };
}
