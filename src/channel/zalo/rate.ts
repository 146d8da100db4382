/**
 * The calls that Zalo takes from an app in a minute, all of its OAs and processes together: it says with each answer how
 * many are left. In memory; moments are milliseconds since 1970.
 */
export interface Rate {
  /** How long to wait before the next call: milliseconds, 0 for not at all. */
  wait(now: number): number;
  /** A call goes out. Call what is returned when it ends, with what the answer says is left, or null. */
  begin(now: number): (left: number | null, now: number) => void;
  /** Zalo takes no more in this minute. */
  spent(now: number): void;
}

const MINUTE = 60_000;
/** Its clock and ours are not the same. */
const GRACE = 500;

/** Milliseconds until the next minute has certainly begun. */
export function untilNextMinute(now: number): number {
  return MINUTE - (now % MINUTE) + GRACE;
}

export function createRate(): Rate {
  let minute = 0;
  /** Of `minute`; what is in flight may be counted already, or not. */
  let left = Number.POSITIVE_INFINITY;
  let inFlight = 0;

  function turn(now: number): number {
    const current = Math.floor(now / MINUTE);
    if (current !== minute) {
      minute = current;
      left = Number.POSITIVE_INFINITY;
    }
    return current;
  }

  return {
    wait(now) {
      turn(now);
      return left - inFlight > 0 ? 0 : untilNextMinute(now);
    },
    begin(now) {
      const begun = turn(now);
      inFlight++;
      return (heard, then) => {
        inFlight--;
        // What is left of an earlier minute says nothing of this one.
        if (turn(then) === begun && heard !== null) left = Math.min(left, heard);
      };
    },
    spent(now) {
      turn(now);
      left = 0;
    },
  };
}
