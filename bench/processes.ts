/** Processes of a run: started here, measured by their number, ended by it. */
import { type ChildProcess, spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { text } from 'node:stream/consumers';

const PATIENCE_MS = 60_000;
/** Ticks of /proc/<pid>/stat; the same on every Linux that Node runs on. */
const TICKS_A_SECOND = 100;

/** Ended with this process, however it ends. */
const children = new Set<ChildProcess>();
process.on('exit', () => {
  for (const child of children) child.kill('SIGKILL');
});

export interface Running {
  pid: number;
  /** Sends SIGTERM, unless another signal is named, and SIGKILL to what does not heed it. */
  stop(signal?: NodeJS.Signals): Promise<void>;
}

/** Starts a program of Node and waits until it prints `ready`. @returns the first group of it, too */
export async function startNode(
  file: string,
  env: Record<string, string>,
  ready: RegExp,
  flags: readonly string[] = [],
): Promise<Running & { said: string }> {
  const { PATH = '', HOME = '' } = process.env;
  const child = spawn(process.execPath, [...flags, file], {
    env: { PATH, HOME, ...env } as NodeJS.ProcessEnv,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  attend(child);
  let output = '';
  const said = await new Promise<string>((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`${file} is not ready:\n${output}`)), PATIENCE_MS);
    const read = (chunk: Buffer) => {
      output = (output + chunk).slice(-10_000);
      const found = ready.exec(output);
      if (!found) return;
      clearTimeout(timer);
      resolve(found[1] ?? '');
    };
    child.stdout?.on('data', read);
    child.stderr?.on('data', read);
    child.once('close', (code) => reject(new Error(`${file} ended with ${code}:\n${output}`)));
  }).catch(async (error) => {
    await end(child);
    throw error;
  });
  return { pid: child.pid ?? 0, said, stop: (signal) => end(child, signal) };
}

/** Runs a program to its end. @throws with its last words when it fails */
export async function run(command: string, args: string[], input = ''): Promise<string> {
  const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'pipe'] });
  attend(child);
  // It may end without having read it.
  child.stdin.on('error', () => {});
  child.stdin.end(input);
  const over = new Promise<number | null>((resolve, reject) => child.once('close', resolve).once('error', reject));
  const [out, err, code] = await Promise.all([text(child.stdout), text(child.stderr), over]);
  if (code !== 0) throw new Error(`${command} ended with ${code}:\n${err.slice(-2_000)}`);
  return out;
}

function attend(child: ChildProcess): void {
  children.add(child);
  child.once('close', () => children.delete(child));
}

async function end(child: ChildProcess, signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise<void>((resolve) => child.once('close', () => resolve()));
  child.kill(signal);
  const timer = setTimeout(() => child.kill('SIGKILL'), 10_000);
  await gone;
  clearTimeout(timer);
}

/** Processor time that a process has taken so far, all its threads; null where the system does not say. */
export async function cpuMs(pid: number): Promise<number | null> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => null);
  if (stat === null) return null;
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return ((Number(fields[11]) + Number(fields[12])) / TICKS_A_SECOND) * 1_000;
}

/** Memory that a process holds, in megabytes; null where the system does not say. */
export async function memoryMb(pid: number): Promise<number | null> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  const kilobytes = /VmRSS:\s+(\d+) kB/.exec(status)?.[1];
  return kilobytes === undefined ? null : Number(kilobytes) / 1_024;
}

/** Processor time of the whole machine: what was spent, and what there was. */
export function machine(): { busy: number; all: number } {
  let [busy, all] = [0, 0];
  for (const { times } of cpus()) {
    const spent = times.user + times.nice + times.sys + times.irq;
    busy += spent;
    all += spent + times.idle;
  }
  return { busy, all };
}
