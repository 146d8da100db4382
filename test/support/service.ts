/** The service as its operator starts it: a process of its own, on a data folder of its own. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { startCommand } from './start-command.ts';

const MAIN = fileURLToPath(new URL('../../src/main.ts', import.meta.url));
const READY = /Web chat: on, at (http\S+)\//;
/** Less than a test may take, so that its output is told. */
const PATIENCE_MS = 280_000;

export interface Running {
  url: string;
  pid: number;
  /** Everything it printed so far, both streams. */
  output(): string;
  /** Sends a signal; resolves with the exit code once the process is gone (null when a signal ended it). */
  end(signal: 'SIGTERM' | 'SIGKILL'): Promise<number | null>;
  ended: Promise<number | null>;
}

export interface Ended {
  code: number | null;
  output: string;
}

/** A folder that is there for one test, under the system's temporary folder. */
export async function temporaryFolder(): Promise<{ path: string; remove(): Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), 'nhahoc-start-'));
  return { path, remove: () => rm(path, { recursive: true, force: true, maxRetries: 10 }) };
}

/**
 * Starts the service on any free port and waits until it serves. Rejects with its output if it ends before.
 *
 * @param life milliseconds after which it is killed, so that none outlives its test
 */
export async function startService(dataDir: string, env: Record<string, string> = {}, { life = PATIENCE_MS } = {}): Promise<Running> {
  const process = launch(dataDir, env, life);
  const url = await Promise.race([
    process.printed(READY),
    process.ended.then((code) => {
      throw new Error(`the service ended with ${code}:\n${process.output()}`);
    }),
  ]);
  return { ...process, url };
}

/** Starts the service and waits for its end. */
export async function startAndFail(dataDir: string, env: Record<string, string> = {}): Promise<Ended> {
  const process = launch(dataDir, env);
  const code = await process.ended;
  return { code, output: process.output() };
}

/** Starts the service and waits for nothing. */
export function launch(dataDir: string, env: Record<string, string> = {}, life = PATIENCE_MS) {
  const child = spawn(process.execPath, [...startCommand.flags, MAIN], {
    cwd: tmpdir(),
    env: { ...startCommand.env, PATH: process.env.PATH, HOME: process.env.HOME, PORT: '0', DATA_DIR: dataDir, ...env } as NodeJS.ProcessEnv,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  return follow(child, life);
}

/**
 * @param child with both output streams piped
 * @param life milliseconds after which it is killed
 */
export function follow(child: ChildProcess, life = PATIENCE_MS) {
  let output = '';
  const listeners = new Set<() => void>();
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk) => {
      output += chunk;
      for (const listener of listeners) listener();
    });
  }
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  const tooLong = setTimeout(() => child.kill('SIGKILL'), life);
  void ended.then(() => clearTimeout(tooLong));
  return {
    pid: child.pid ?? 0,
    output: () => output,
    ended,
    end: (signal: 'SIGTERM' | 'SIGKILL') => {
      child.kill(signal);
      return ended;
    },
    /** Resolves with the first group of `pattern` once that was printed. */
    printed: (pattern: RegExp) =>
      new Promise<string>((resolve) => {
        const look = () => {
          const found = pattern.exec(output);
          if (!found) return;
          listeners.delete(look);
          resolve(found[1] ?? '');
        };
        listeners.add(look);
        look();
      }),
  };
}

/** Process id and address of the embedded server of a data folder. */
export async function embeddedServer(dataDir: string): Promise<{ pid: number; url: string }> {
  const [pid, , , port] = (await readFile(join(dataDir, 'database', 'postmaster.pid'), 'utf8')).split('\n');
  const password = (await readFile(join(dataDir, 'database.password'), 'utf8')).trim();
  return { pid: Number(pid), url: `postgres://nhahoc:${password}@127.0.0.1:${port}/nhahoc` };
}

/** Runs one statement on a connection of its own. */
export async function query<Row extends object>(url: string, sql: string): Promise<Row[]> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => {});
  await client.connect();
  try {
    return (await client.query<Row>(sql)).rows;
  } finally {
    await client.end();
  }
}

/** Tries until it holds; the last failure is thrown. */
export async function eventually<T>(check: () => Promise<T>, patience = 240_000): Promise<T> {
  const givingUp = Date.now() + patience;
  for (;;) {
    try {
      return await check();
    } catch (error) {
      if (Date.now() > givingUp) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}
