/** What commands need to run a use case of the service. */
import { pino } from 'pino';
import { CannotStart } from '../cannot-start.ts';
import type { Deps } from '../deps.ts';
import { systemClock, systemIds } from '../system.ts';

export function depsOf(db: Deps['db']): Deps {
  return { db, clock: systemClock, ids: systemIds, log: pino({ level: 'silent' }) };
}

/** @param code that no ward has */
export function unknownUnit(code: string): CannotStart {
  return new CannotStart(`There is no ward with the code ${code}. See the codes with: nhahoc area list`);
}
