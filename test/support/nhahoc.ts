import { spawn } from 'node:child_process';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { type Ended, follow } from './service.ts';
import { startCommand } from './start-command.ts';

const NHAHOC = fileURLToPath(new URL('../../src/cli/nhahoc.ts', import.meta.url));

/**
 * Runs a command as its operator does, with nothing but `env` set, and waits for its end.
 *
 * @param typed what the operator answers, line by line
 */
export async function nhahoc(args: string[], env: Record<string, string> = {}, typed: readonly string[] = []): Promise<Ended> {
  const child = spawn(process.execPath, [NHAHOC, ...args], {
    cwd: tmpdir(),
    // What Node compiled is kept, as it is for the service.
    env: { PATH: process.env.PATH, NODE_COMPILE_CACHE: startCommand.env.NODE_COMPILE_CACHE, ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  // It may be over before it has read everything.
  child.stdin.on('error', () => {});
  child.stdin.end(typed.map((line) => `${line}\n`).join(''));
  const { ended, output } = follow(child);
  return { code: await ended, output: output() };
}
