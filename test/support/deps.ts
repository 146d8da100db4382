/** The world of a test: a clock that stands until moved, ids that count, a log that says nothing. */
import { pino } from 'pino';
import type { Db } from '../../src/db/client.ts';
import type { Clock, Deps, Ids } from '../../src/deps.ts';

export interface FixedClock extends Clock {
  advance(ms: number): void;
  set(iso: string): void;
}

/** @param iso e.g. `2026-11-01T08:00:00+07:00` */
export function fixedClock(iso = '2026-11-01T08:00:00+07:00'): FixedClock {
  let at = Date.parse(iso);
  return {
    now: () => new Date(at),
    advance: (ms) => {
      at += ms;
    },
    set: (next) => {
      at = Date.parse(next);
    },
  };
}

/** UUIDs that count up: `00000000-0000-7000-8000-000000000001` … A `series` (hex digit) keeps two of them apart. */
export function sequentialIds(series = '0'): Ids {
  let count = 0;
  return {
    next: () => {
      count += 1;
      return `0000000${series}-0000-7000-8000-${count.toString(16).padStart(12, '0')}`;
    },
  };
}

export const silentLog = pino({ level: 'silent' });

export function testDeps(db: Db, parts: Partial<Omit<Deps, 'db'>> = {}): Deps {
  return { db, clock: fixedClock(), ids: sequentialIds(), log: silentLog, ...parts };
}
