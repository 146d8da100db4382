/**
 * The calls that Zalo takes from an app in a minute, all of its OAs and processes together. Zalo says with each answer how many
 * are left; and this process keeps to its own share, in any minute and not only in those of Zalo's clock. In memory; moments are
 * milliseconds since 1970.
 *
 * When Zalo counts a call cannot be seen from here: somewhere between question and answer. So a call takes its place from the
 * question on, and gives it back a minute after the answer.
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
/** When nothing but the end of a call makes room. */
const SOON = 500;

/** Milliseconds until the next minute has certainly begun. */
export function untilNextMinute(now: number): number {
  return MINUTE - (now % MINUTE) + GRACE;
}

/**
 * @param share calls in a minute that this process may make; asked with each, as it changes. Above 0; less than one is one in
 *   as many minutes as it takes. Unless given, Zalo alone decides
 */
export function createRate(share: () => number = () => Number.POSITIVE_INFINITY): Rate {
  let minute = 0;
  /** Of `minute`; what is in flight may be counted already, or not. */
  let left = Number.POSITIVE_INFINITY;
  let inFlight = 0;
  /** Moments of the answers that still count, oldest first, from `first` on. */
  let answers: number[] = [];
  let first = 0;

  function turn(now: number): number {
    const current = Math.floor(now / MINUTE);
    if (current !== minute) {
      minute = current;
      left = Number.POSITIVE_INFINITY;
    }
    return current;
  }

  /** Milliseconds until this process may make a call, whatever Zalo says. */
  function untilPlace(now: number): number {
    const perMinute = share();
    const places = Math.max(Math.floor(perMinute), 1);
    const span = perMinute < 1 ? MINUTE / perMinute : MINUTE;
    forget(now - span);
    const over = inFlight + (answers.length - first) - places;
    if (over < 0) return 0;
    const decisive = answers[first + over];
    return decisive === undefined ? SOON : decisive + span - now;
  }

  function forget(until: number): void {
    while (first < answers.length && (answers[first] as number) <= until) first++;
    if (first > 1_000 && first * 2 > answers.length) {
      answers = answers.slice(first);
      first = 0;
    }
  }

  return {
    wait(now) {
      turn(now);
      return Math.max(left - inFlight > 0 ? 0 : untilNextMinute(now), untilPlace(now));
    },
    begin(now) {
      const begun = turn(now);
      inFlight++;
      return (heard, then) => {
        inFlight--;
        if (share() < Number.POSITIVE_INFINITY) answers.push(then);
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
