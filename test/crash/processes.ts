/** What is killed: processes of the service, each started again on its own data folder and port, and the PostgreSQL they share. */
import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';
import { startEmbedded } from '../../src/db/embedded.ts';
import { silentLog } from '../support/deps.ts';
import { embeddedServer, type Running, startService, temporaryFolder } from '../support/service.ts';
import { pause } from './household.ts';

export interface Process {
  url: string;
  start(): Promise<void>;
  /** SIGKILL, no warning; resolves once it is gone. */
  kill(): Promise<void>;
  /** It sends for Telegram now. */
  sends(): Promise<boolean>;
  close(): Promise<void>;
}

export interface ProcessParts {
  env: Record<string, string>;
  /** The database died since this process last began to start: then a start may be refused, and is tried again. */
  mayRefuse(): boolean;
  onRefused(): void;
  /** It ended though nobody killed it. */
  onDeath(output: string): void;
}

/** Ended then, whatever it does: the end of all patience. */
const LONGEST_LIFE_MS = 3 * 60 * 60 * 1000;
const START_AGAIN_MS = 250;

export async function createProcess({ env, mayRefuse, onRefused, onDeath }: ProcessParts): Promise<Process> {
  const folder = await temporaryFolder();
  const port = String(await freePort());
  const url = `http://127.0.0.1:${port}`;
  let running: Running | undefined;
  let closed = false;

  async function start(): Promise<void> {
    for (;;) {
      const refusable = mayRefuse();
      try {
        const started = await startService(folder.path, { ...env, PORT: port }, { life: LONGEST_LIFE_MS });
        running = started;
        void started.ended.then(() => running === started && onDeath(started.output()));
        return;
      } catch (error) {
        if (closed || !(refusable || mayRefuse())) throw error;
        onRefused();
        await pause(START_AGAIN_MS);
      }
    }
  }

  async function end(signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
    const victim = running;
    running = undefined;
    await victim?.end(signal);
  }

  return {
    url,
    start,
    kill: () => end('SIGKILL'),
    async sends() {
      const page = await fetch(`${url}/metrics`, { signal: AbortSignal.timeout(5_000) }).then((response) => response.text());
      return /^nhahoc_channel_sender\{channel="telegram"\} 1$/m.test(page);
    },
    async close() {
      closed = true;
      await end('SIGTERM');
      await folder.remove();
    },
  };
}

export interface Database {
  url: string;
  /** SIGKILL of its first process, which takes the others along. It is started again by itself. */
  kill(): Promise<void>;
  close(): Promise<void>;
}

/** Of its own, for it is killed; and lasting: what it says is committed has to be there afterwards. */
export async function createDatabase(): Promise<Database> {
  const folder = await temporaryFolder();
  const server = await startEmbedded(folder.path, silentLog);
  return {
    url: server.url,
    async kill() {
      const { pid } = await embeddedServer(folder.path);
      process.kill(pid, 'SIGKILL');
    },
    async close() {
      await server.stop();
      await folder.remove();
    },
  };
}

/** Below the range of outgoing connections: none of those can sit on it while its process is away. */
async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(20_000, 32_000);
    const probe = createServer();
    const free = await new Promise<boolean>((resolve) => {
      probe.once('error', () => resolve(false)).listen(port, '127.0.0.1', () => resolve(true));
    });
    if (!free) continue;
    await new Promise((resolve) => probe.close(resolve));
    return port;
  }
}
