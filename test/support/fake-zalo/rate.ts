/** Calls of one app in any sixty seconds, in real time. */
import { Refusal } from './answer.ts';

const MINUTE = 60_000;

export function createRate(perMinute: number | null) {
  /** Times of what was let through, oldest first. */
  const taken: number[] = [];
  let oldest = 0;
  let limit = perMinute;

  /** Counts one call. Returns the headers that go with its answer. */
  function take(): { headers: Record<string, string>; refusal: Refusal | null } {
    const now = performance.now();
    while ((taken[oldest] ?? now) <= now - MINUTE) oldest += 1;
    const room = limit === null ? Number.POSITIVE_INFINITY : limit - (taken.length - oldest);
    if (room > 0) taken.push(now);
    const shown = limit ?? 4000;
    const remain = limit === null ? shown : Math.max(0, room - 1);
    const headers = { 'x-ratelimit-limit': String(shown), 'x-ratelimit-remain': String(remain) };
    return { headers, refusal: room > 0 ? null : new Refusal(-32) };
  }

  return {
    take,
    busiest: () => busiestMinute(taken),
    /** null: as many as come. */
    setLimit(next: number | null): void {
      limit = next;
    },
  };
}

/** The largest number in any sixty seconds. */
export function busiestMinute(times: readonly number[]): number {
  let most = 0;
  let from = 0;
  for (const [index, at] of times.entries()) {
    while ((times[from] ?? 0) <= at - MINUTE) from += 1;
    most = Math.max(most, index - from + 1);
  }
  return most;
}
