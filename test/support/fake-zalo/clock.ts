/** Zalo's own time: that of the machine or of the test, which may move it on. Rates are counted in real time. */
export interface FakeClock {
  /** Milliseconds since 1970. */
  now(): number;
  /** The same, and never the same number twice: events without an id are told apart by it. */
  stamp(): number;
  advance(ms: number): void;
}

export function createClock(time: () => number = Date.now): FakeClock {
  let ahead = 0;
  let last = 0;
  const now = () => time() + ahead;
  return {
    now,
    stamp() {
      last = Math.max(now(), last + 1);
      return last;
    },
    advance(ms) {
      ahead += ms;
    },
  };
}

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => void setTimeout(resolve, ms).unref());
}
