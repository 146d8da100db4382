/** What a person does several times in a row, because nothing seems to happen, counts once. In memory, and of this process. */

export interface Repeats {
  /**
   * True: the same came a moment ago under another key. Under its own key it may come as often as the platform likes, until
   * it is stored.
   *
   * @param at milliseconds, by the platform's clock
   */
  isRepeat(what: string, key: string, at: number): boolean;
  /** It was not stored after all. */
  forget(what: string, key: string): void;
}

/** Remembered at once. */
const MEMORY = 10_000;

/** @param within milliseconds */
export function createRepeats({ within, memory = MEMORY }: { within: number; memory?: number }): Repeats {
  /** Oldest first. */
  const known = new Map<string, { key: string; at: number }>();
  return {
    isRepeat(what, key, at) {
      const before = known.get(what);
      if (before && before.key !== key && Math.abs(at - before.at) < within) return true;
      known.delete(what);
      known.set(what, { key, at });
      if (known.size > memory) known.delete(known.keys().next().value as string);
      return false;
    },
    forget(what, key) {
      if (known.get(what)?.key === key) known.delete(what);
    },
  };
}
