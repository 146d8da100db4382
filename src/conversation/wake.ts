/** Tells whoever waits for a conversation that it has something new, in this process and, by notices, in the others. */
import type { Notices } from './notices.ts';

export interface Wake {
  /** Calls `callback` after every change of the account's lines, until the returned function is called. */
  on(accountId: string, callback: () => void): () => void;
  tell(accountId: string): void;
}

/** @param notices absent: this is the only process */
export function createWake(notices?: Pick<Notices, 'tell' | 'on'>): Wake {
  const waiting = new Map<string, Set<() => void>>();

  function call(accountId: string): void {
    for (const callback of [...(waiting.get(accountId) ?? [])]) callback();
  }

  notices?.on('lines', (accountId) => {
    // Something was missed: everybody had better look.
    for (const one of accountId === null ? [...waiting.keys()] : [accountId]) call(one);
  });

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
      call(accountId);
      notices?.tell('lines', accountId);
    },
  };
}
