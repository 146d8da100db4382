/** What every use case is handed: its world, so that tests and previews can move it. */
import type { Logger } from 'pino';
import type { Db } from './db/client.ts';
import type { RawDb } from './db/raw.ts';

/** Time is an input. Never call `new Date()` or `Date.now()` in domain code. */
export interface Clock {
  now(): Date;
}

/** Ids are inputs too: UUID version 7, so that they sort by time. */
export interface Ids {
  next(): string;
}

export interface Deps {
  /** The open transaction of the turn or request. */
  db: Db;
  clock: Clock;
  ids: Ids;
  log: Logger;
}

/** The same for what needs plain statements only: it may run in a transaction without the client. */
export interface RawDeps extends Omit<Deps, 'db'> {
  db: RawDb;
}
