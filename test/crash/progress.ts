/** Patience that depends on progress, not on time: a busy machine is slow, but only what hangs makes no progress at all. */

export interface Progress {
  /** Somebody got on; from now on they have to, until they are done. */
  made(who: string): void;
  done(who: string): void;
  /** Rejects when one of them did not get on for too long. */
  stalled: Promise<never>;
  stop(): void;
}

const LOOK_EVERY_MS = 1_000;

/** @param patience milliseconds */
export function createProgress(patience: number): Progress {
  const { promise: stalled, reject } = Promise.withResolvers<never>();
  // Whoever waits for something hears of it there.
  stalled.catch(() => {});
  /** Looks since they got on. Counted, not measured: while this process itself cannot run, nobody can be expected to. */
  const looks = new Map<string, number>();
  const looking = setInterval(() => {
    for (const [who, before] of looks) looks.set(who, before + 1);
    const stuck = [...looks].filter(([, count]) => count * LOOK_EVERY_MS >= patience).map(([who]) => who);
    if (stuck.length > 0) reject(new Error(`Got on no further for ${patience / 1000} s: ${stuck.join(', ')}`));
  }, LOOK_EVERY_MS);
  return {
    made: (who) => void looks.set(who, 0),
    done: (who) => void looks.delete(who),
    stalled,
    stop: () => clearInterval(looking),
  };
}
