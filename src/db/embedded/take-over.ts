/** One master a folder. */
import { execFile } from 'node:child_process';
import { readFile, readlink, writeFile } from 'node:fs/promises';
import { platform } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import type pg from 'pg';
import type { Logger } from 'pino';
import { CannotStart } from '../../cannot-start.ts';
import { alreadyRunning } from '../../data-folder.ts';
import { BUSY_PATIENCE_MS, letGo, type Place, readPidFile, takeServiceLock, tryConnect } from './place.ts';
import { type PostgresCommand, stopServer } from './postgres-command.ts';

/** Makes sure that nobody runs the database: refuses if a service does, stops a server that its service left behind. */
export async function takeOver(place: Place, command: PostgresCommand, log: Logger): Promise<void> {
  const givingUp = Date.now() + BUSY_PATIENCE_MS;
  for (;;) {
    const running = await readPidFile(place);
    if (!running || !isAlive(running.pid)) return;
    if ((await whoseProcess(running.pid, place)) === 'another') return disownPidFile(place);
    const client = await tryConnect(place, running.port);
    if (client) return stopOrphan(place, command, client, log);
    if (Date.now() > givingUp)
      throw new CannotStart(`The database in ${place.database} is busy starting or stopping (process ${running.pid}). Try again later.`);
    await sleep(50);
  }
}

async function stopOrphan(place: Place, command: PostgresCommand, client: pg.Client, log: Logger): Promise<void> {
  const free = await takeServiceLock(client).catch(() => false);
  letGo(client);
  if (!free) throw alreadyRunning(place.folder);
  log.info('stopping a PostgreSQL that an earlier run left behind');
  await stopServer(command, place.database);
}

/**
 * Puts our own id into a stale file: a server whose parent it names takes it for stale, but still looks whether processes of
 * the old server use its memory. Without the file it would not look.
 */
async function disownPidFile(place: Place): Promise<void> {
  const file = join(place.database, 'postmaster.pid');
  const [, ...rest] = (await readFile(file, 'utf8')).split('\n');
  await writeFile(file, [process.pid, ...rest].join('\n'));
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
    const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
    if (/^State:\s+Z/m.test(status)) return 'another';
    const folder = await readlink(`/proc/${pid}/cwd`).catch(() => null);
    if (folder !== null) return folder === place.database ? 'ours' : 'another';
  }
  const { stdout } = await promisify(execFile)('ps', ['-o', 'args=', '-p', String(pid)]).catch(() => ({ stdout: 'postgres' }));
  return stdout.includes('postgres') ? 'ours' : 'another';
}
