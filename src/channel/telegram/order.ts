/**
 * Telegram queues presses apart from messages, so a press can overtake the text that was written before it. The number of
 * an update is the true order: a press is held back, for a moment, while an earlier update is still on its way. In memory
 * and of this process; what another process has taken is asked of the store.
 */

export interface Order {
  /** An update has come in. Call what is returned once it is stored (true), or will come again (false). */
  arrive(updateId: number, chatKey: string | null): (stored: boolean) => void;
  /** Resolves when nothing earlier of this chat can still come, or patience ends. */
  before(updateId: number, chatKey: string): Promise<void>;
}

export interface OrderParts {
  /** Which of these updates the store has. */
  stored(updateIds: number[]): Promise<number[]>;
  /** Milliseconds of the waits; after each but the last the store is asked. */
  waits?: readonly number[];
}

/** Most gaps close at once: the requests are only a little apart. */
const WAITS = [15, 60, 175];
/** Numbers below an update that are waited for. */
const WINDOW = 64;
/** Numbers remembered. */
const MEMORY = 1024;

export function createOrder({ stored, waits = WAITS }: OrderParts): Order {
  /** Came in here, or was given up: nobody waits for it. Oldest first. */
  const known = new Set<number>();
  const storing = new Map<number, string | null>();
  /** Nothing below was ever expected here. */
  let floor = Number.POSITIVE_INFINITY;
  const changes = new Set<() => void>();

  function know(updateId: number): void {
    known.add(updateId);
    if (known.size > MEMORY) known.delete(known.values().next().value as number);
  }

  function changed(): void {
    for (const look of [...changes]) look();
  }

  function missing(updateId: number): number[] {
    const from = Math.max(floor, updateId - WINDOW);
    const before = Array.from({ length: Math.max(0, updateId - from) }, (_, index) => from + index);
    return before.filter((id) => !known.has(id));
  }

  function isClear(updateId: number, chatKey: string): boolean {
    return missing(updateId).length === 0 && ![...storing].some(([id, chat]) => chat === chatKey && id < updateId);
  }

  /** True as soon as the way is clear, false after `ms`. */
  function clearWithin(ms: number, updateId: number, chatKey: string): Promise<boolean> {
    return new Promise((resolve) => {
      const settle = (clear: boolean) => {
        clearTimeout(timer);
        changes.delete(look);
        resolve(clear);
      };
      const look = () => {
        if (isClear(updateId, chatKey)) settle(true);
      };
      const timer = setTimeout(settle, ms, false);
      changes.add(look);
      look();
    });
  }

  return {
    arrive(updateId, chatKey) {
      floor = Math.min(floor, updateId);
      know(updateId);
      storing.set(updateId, chatKey);
      changed();
      return (isStored) => {
        storing.delete(updateId);
        if (!isStored) known.delete(updateId);
        changed();
      };
    },
    async before(updateId, chatKey) {
      floor = Math.min(floor, updateId - 1);
      for (const [index, ms] of waits.entries()) {
        if (await clearWithin(ms, updateId, chatKey)) return;
        if (index === waits.length - 1) break;
        for (const id of await stored(missing(updateId))) know(id);
      }
      for (const id of missing(updateId)) know(id);
    },
  };
}
