/** Keeps one server running, starts it again when it dies, and holds the service's lock on it. */
import type { ChildProcess } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { open, readFile, rename } from 'node:fs/promises';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import type { Logger } from 'pino';
import { CannotStart, folderTrouble } from '../../cannot-start.ts';
import { alreadyRunning } from '../../data-folder.ts';
import { BUSY_PATIENCE_MS, DATABASE, letGo, type Place, takeServiceLock, tryConnect, urlOf } from './place.ts';
import { lastLine, type PostgresCommand, spawnPostgres, stopServer } from './postgres-command.ts';

/** More deaths than this within a minute: something is wrong that starting again does not cure. */
const MAX_DEATHS_A_MINUTE = 3;
/** The children of a killed server need a moment to notice, and until then hold its memory and perhaps its port. */
const PASSING = /pre-existing shared memory block|could not create any TCP\/IP sockets/;

export interface EmbeddedServer {
  /** Connection string of the database `nhahoc`. It holds the password: never log it. */
  url: string;
  /** Settles when the server died and could not be brought back; the service has to stop then. */
  lost: Promise<CannotStart>;
  stop(): Promise<void>;
}

export interface EmbeddedOptions {
  /** For tests: what it holds need not survive a power cut. */
  disposable?: boolean;
  /** Aborted while the database is being made: what is half made goes again. */
  stopping?: AbortSignal;
}

export interface SupervisorParts {
  place: Place;
  command: PostgresCommand;
  log: Logger;
  options: EmbeddedOptions;
}

/** A server that answers, with the lock on it. */
interface Held {
  child: ChildProcess;
  lock: pg.Client;
  over: Promise<void>;
}

export class Supervisor {
  readonly #parts: SupervisorParts;
  readonly #lost = Promise.withResolvers<CannotStart>();
  #held: Held | undefined;
  #comingBack: Promise<void> | undefined;
  #port = 0;
  #stopping = false;
  #deaths: number[] = [];

  constructor(parts: SupervisorParts) {
    this.#parts = parts;
  }

  /** @throws CannotStart; nothing is left running then */
  async start(): Promise<EmbeddedServer> {
    const { place } = this.#parts;
    this.#port = await freePort();
    await this.#launch();
    try {
      await createDatabase(place, this.#port);
    } catch (error) {
      await this.#stop();
      throw error;
    }
    return { url: urlOf(place, this.#port, DATABASE), lost: this.#lost.promise, stop: () => this.#stop() };
  }

  async #launch(): Promise<void> {
    const { place } = this.#parts;
    const givingUp = Date.now() + BUSY_PATIENCE_MS;
    for (;;) {
      const held = await this.#tryLaunch();
      if (typeof held !== 'string') return this.#keep(held);
      if (/lock file "postmaster.pid" already exists/.test(held)) throw alreadyRunning(place.folder);
      const passing = PASSING.test(held) && Date.now() < givingUp;
      const killed = lastWords(held) === null && this.#mayRestart();
      if (!passing && !killed) throw explain(place, held);
      await sleep(100);
    }
  }

  /** @returns the server once it answers and the lock is ours, or what its log says if it ended before */
  async #tryLaunch(): Promise<Held | string> {
    const { place } = this.#parts;
    const child = await this.#spawn();
    const over = new Promise<void>((resolve) => {
      child.once('exit', () => resolve());
      child.once('error', () => resolve());
    });
    try {
      const lock = await this.#answer(over);
      if (!lock) return await readLog(place);
      if (await takeServiceLock(lock)) return { child, lock, over };
      letGo(lock);
      throw alreadyRunning(place.folder);
    } catch (error) {
      child.kill('SIGINT');
      await over;
      if (error instanceof CannotStart) throw error;
      // It died while we spoke to it.
      return readLog(place);
    }
  }

  async #spawn(): Promise<ChildProcess> {
    const { place, command, options } = this.#parts;
    await rename(place.logFile, `${place.logFile}.1`).catch(() => {});
    const logFile = await open(place.logFile, 'w', 0o600).catch((error) => {
      throw folderTrouble(error, place.folder) ?? error;
    });
    try {
      return spawnPostgres(command, serverArguments(place, this.#port, options), logFile.fd);
    } finally {
      await logFile.close();
    }
  }

  /** @returns a connection, or null when the server ended before it answered */
  async #answer(over: Promise<void>): Promise<pg.Client | null> {
    let ended = false;
    void over.then(() => {
      ended = true;
    });
    while (!ended) {
      const client = await tryConnect(this.#parts.place, this.#port);
      if (client) return client;
      await sleep(25);
    }
    return null;
  }

  #keep(held: Held): void {
    this.#held = held;
    void held.over.then(() => {
      this.#held = undefined;
      if (!this.#stopping) this.#comingBack = this.#bringBack();
    });
  }

  async #bringBack(): Promise<void> {
    const { place, log } = this.#parts;
    if (!this.#mayRestart()) return this.#lost.resolve(explain(place, await readLog(place)));
    log.warn('PostgreSQL stopped unexpectedly; starting it again');
    try {
      await this.#launch();
      log.info('PostgreSQL is back');
    } catch (error) {
      const line = `PostgreSQL cannot be started again: ${lastLine(error)}`;
      this.#lost.resolve(error instanceof CannotStart ? error : new CannotStart(line, { cause: error }));
    }
  }

  /** Counts a death; false when there were too many of late. */
  #mayRestart(): boolean {
    const now = Date.now();
    this.#deaths = [...this.#deaths.filter((at) => now - at < 60_000), now];
    return this.#deaths.length <= MAX_DEATHS_A_MINUTE;
  }

  async #stop(): Promise<void> {
    this.#stopping = true;
    await this.#comingBack;
    if (!this.#held) return;
    const { child, lock, over } = this.#held;
    letGo(lock);
    // It fails if the server dies in this very moment.
    await stopServer(this.#parts.command, this.#parts.place.database).catch(() => child.kill('SIGINT'));
    await over;
  }
}

function serverArguments(place: Place, port: number, options: EmbeddedOptions): string[] {
  const settings: Record<string, string> = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    timezone: 'UTC',
    log_timezone: 'UTC',
    // Statements and the values in details are personal data: they stay out of the log.
    log_error_verbosity: 'terse',
    log_min_error_statement: 'panic',
    log_checkpoints: 'off',
    ...(options.disposable && { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }),
  };
  return ['-D', place.database, '-p', String(port), ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])];
}

async function readLog(place: Place): Promise<string> {
  return readFile(place.logFile, 'utf8').catch(() => '');
}

/** Why a server gave up, as its log says; null when it was ended from outside. What it tells clients meanwhile does not count. */
function lastWords(log: string): string | null {
  const grave = log.split('\n').filter((line) => /\b(FATAL|PANIC):|error while loading/.test(line));
  return grave.findLast((line) => !/FATAL: +(the database system is|terminating)/.test(line)) ?? null;
}

function explain(place: Place, log: string): CannotStart {
  const words = lastWords(log);
  const trouble = words === null ? null : folderTrouble(log, place.folder);
  return trouble ?? new CannotStart(`PostgreSQL does not run: ${words ?? 'something keeps ending it'} (see ${place.logFile})`);
}

async function createDatabase(place: Place, port: number): Promise<void> {
  const client = await tryConnect(place, port);
  if (!client) throw new CannotStart('PostgreSQL stopped right after it started. Start again.');
  try {
    const { rowCount } = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [DATABASE]);
    if (rowCount === 0) await client.query(`CREATE DATABASE ${DATABASE}`);
  } catch (error) {
    throw folderTrouble(error, place.folder) ?? error;
  } finally {
    await client.end();
  }
}

/**
 * Below the range that systems give to outgoing connections: none of those can sit on our port while a killed server is away,
 * nor can a client that knocks meanwhile end up talking to itself.
 */
async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(20_000, 32_000);
    if (await isFree(port)) return port;
  }
}

async function isFree(port: number): Promise<boolean> {
  const probe = createServer();
  const free = await new Promise<boolean>((resolve) => {
    probe.once('error', () => resolve(false)).listen(port, '127.0.0.1', () => resolve(true));
  });
  if (free) await new Promise((resolve) => probe.close(resolve));
  return free;
}
