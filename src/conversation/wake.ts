/** Tells whoever waits for a conversation that it has something new. One process only: the one narrow place to widen. */

export interface Wake {
  /** Calls `callback` after every change of the account's lines, until the returned function is called. */
  on(accountId: string, callback: () => void): () => void;
  tell(accountId: string): void;
}

export function createWake(): Wake {
  const waiting = new Map<string, Set<() => void>>();
  return {
    on(accountId, callback) {
      const callbacks = waiting.get(accountId) ?? new Set();
      waiting.set(accountId, callbacks.add(callback));
      return () => {
        callbacks.delete(callback);
        if (callbacks.size === 0 && waiting.get(accountId) === callbacks) waiting.delete(accountId);
      };
    },
    tell(accountId) {
      for (const callback of [...(waiting.get(accountId) ?? [])]) callback();
    },
  };
}
