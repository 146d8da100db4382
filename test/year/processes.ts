/** The two processes of the service, which are killed and come back, and are told what time it is. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ClockMoved, Looked, ServiceProcess } from './service-process.ts';

const PROCESS = fileURLToPath(new URL('service-process.ts', import.meta.url));

export interface Processes {
  start(): void;
  /** All of them, and none comes back before `start`. */
  stop(): Promise<void>;
  /** Whoever is killed is started again at once. */
  kill(which: number): void;
  moveTo(now: number): void;
  /** Tells whoever has not looked yet once more. */
  remind(): void;
  /** Each of them has looked once, all at this time. */
  haveLooked(now: number): boolean;
}

interface Running {
  child: ChildProcess;
  looked: number;
}

export function createProcesses(about: Omit<ServiceProcess, 'now'>, count = 2): Processes {
  let now = 0;
  let alive = false;
  const running: (Running | undefined)[] = Array.from({ length: count });

  function startOne(place: number): void {
    const child = spawn(process.execPath, [PROCESS, JSON.stringify({ ...about, now } satisfies ServiceProcess)], {
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      env: { ...process.env, NODE_COMPILE_CACHE: join(tmpdir(), 'nhahoc-year-compiled') },
    });
    const one: Running = { child, looked: 0 };
    running[place] = one;
    child.on('message', ({ looked }: Looked) => {
      one.looked = looked;
    });
    // What is told to one that is being killed is lost.
    child.on('error', () => {});
    child.once('exit', () => {
      if (alive && running[place] === one) startOne(place);
    });
    // It may have been told the time before it listened.
    child.once('spawn', () => tell(child));
  }

  function tell(child: ChildProcess): void {
    if (child.connected) child.send({ now } satisfies ClockMoved, () => {});
  }

  return {
    start() {
      alive = true;
      for (let place = 0; place < count; place += 1) startOne(place);
    },
    async stop() {
      alive = false;
      const gone = running.flatMap((one) =>
        one && one.child.exitCode === null && one.child.signalCode === null ? [once(one.child, 'exit')] : [],
      );
      for (const one of running) one?.child.kill('SIGKILL');
      await Promise.all(gone);
    },
    kill: (which) => {
      running[which]?.child.kill('SIGKILL');
    },
    moveTo(at) {
      now = at;
      for (const one of running) {
        if (!one) continue;
        one.looked = 0;
        tell(one.child);
      }
    },
    remind() {
      for (const one of running) if (one && one.looked !== now) tell(one.child);
    },
    haveLooked: (at) => running.every((one) => one?.looked === at && one.child.exitCode === null && one.child.signalCode === null),
  };
}
