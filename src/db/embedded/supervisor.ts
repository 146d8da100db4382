/** Keeps one server running, starts it again when it dies, and holds the service's lock on it. */
import type { ChildProcess } from 'node:child_process';
import { open, readFile, rename } from 'node:fs/promises';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import type { Logger } from 'pino';
import { CannotStart, folderTrouble } from '../../cannot-start.ts';
import type { EmbeddedOptions, EmbeddedServer } from '../embedded.ts';
import { alreadyRunning, BUSY_PATIENCE_MS, DATABASE, type Place, takeServiceLock, tryConnect, urlOf } from './place.ts';
import { lastLine, type PostgresCommand, spawnPostgres, stopServer } from './postgres-command.ts';

/** More deaths than this within a minute: something is wrong that starting again does not cure. */
const MAX_DEATHS_A_MINUTE = 3;

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
      if (/lock file "postmaster.pid" already exists/.test(held)) throw alreadyRunning(place);
      // The children of a killed server need a moment to notice.
      if (!/pre-existing shared memory block/.test(held) || Date.now() > givingUp) throw explain(place, held);
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
      await lock.end();
      throw alreadyRunning(place);
    } catch (error) {
      child.kill('SIGINT');
      await over;
      throw error;
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
    const now = Date.now();
    this.#deaths = [...this.#deaths.filter((at) => now - at < 60_000), now];
    if (this.#deaths.length > MAX_DEATHS_A_MINUTE) return this.#lost.resolve(explain(place, await readLog(place)));
    log.warn('PostgreSQL stopped unexpectedly; starting it again');
    try {
      await this.#launch();
      log.info('PostgreSQL is back');
    } catch (error) {
      const line = `PostgreSQL cannot be started again: ${lastLine(error)}`;
      this.#lost.resolve(error instanceof CannotStart ? error : new CannotStart(line, { cause: error }));
    }
  }

  async #stop(): Promise<void> {
    this.#stopping = true;
    await this.#comingBack;
    if (!this.#held) return;
    const { lock, over } = this.#held;
    await lock.end().catch(() => {});
    await stopServer(this.#parts.command, this.#parts.place.database);
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

function explain(place: Place, log: string): CannotStart {
  const fatal = log.split('\n').findLast((line) => /\b(FATAL|PANIC):/.test(line)) ?? log.trim().split('\n').at(-1);
  const trouble = /could not (write|open|create|extend|resize|fsync)/.test(log) ? folderTrouble(log, place.folder) : null;
  return trouble ?? new CannotStart(`PostgreSQL does not run: ${fatal || 'it says nothing'} (see ${place.logFile})`);
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

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve, reject) => probe.once('error', reject).listen(0, '127.0.0.1', resolve));
  const { port } = probe.address() as { port: number };
  await new Promise((resolve) => probe.close(resolve));
  return port;
}
